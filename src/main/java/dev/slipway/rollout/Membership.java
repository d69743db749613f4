package dev.slipway.rollout;

import dev.slipway.cluster.Holder;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which nodes there are: each gives a sign of life every other second, and how old the last one is, is judged by the clock of
 * the records. That clock is known here as well, without a question for each look. One thread beats; any may ask what is known.
 *
 * <p>While the records are away nobody can give a sign. So a node that could not give its own for a while takes nobody for silent
 * anew before the others have had the time to come back.
 */
final class Membership {
    private static final System.Logger LOG = System.getLogger(Membership.class.getName());
    /** Time between two signs of life. */
    static final Duration BEAT = Duration.ofSeconds(2);
    /** For how many times the patience with silent nodes those are excused that were there before a gap. */
    private static final int MOST_SILENCES = 3;
    static final String KEY = "beat/";
    /** A node that has been silent for so long is not a member any more. */
    private static final long GONE_MILLIS = Duration.ofDays(7).toMillis();

    private final Entries entries;
    private final Self self;
    private final long silence;
    private final Map<String, URI> addresses;
    private final Consumer<String> gone;
    private final EntryReader reader = new EntryReader();
    private final Map<String, Entry> leaving = new ConcurrentHashMap<>();
    private volatile List<Member> members = List.of();
    private volatile long offset = System.currentTimeMillis() - monotonic();
    private volatile long beatenAt;
    private long lastBeat; // by the clock of the records, as the next three; of the thread that beats
    private long allowance;
    private long excusedSince;
    private Set<String> namesakes = Set.of();
    private Set<String> excused = Set.of();

    /**
     * This node.
     *
     * @param id of its home directory
     * @param name shown to people
     * @param address where others reach it
     * @param version of the program
     */
    record Self(String id, String name, URI address, String version) {}

    /**
     * @param silence after which a node counts as not reachable
     * @param addresses of nodes, by their names, where they are other than what those nodes say
     */
    Membership(Entries entries, Self self, Duration silence, Map<String, URI> addresses) {
        this(entries, self, silence, addresses, home -> { });
    }

    /** @param gone called with the id of a node before it is forgotten; again, if that fails */
    Membership(Entries entries, Self self, Duration silence, Map<String, URI> addresses, Consumer<String> gone) {
        this.gone = gone;
        this.entries = entries;
        this.self = self;
        this.silence = silence.toMillis();
        this.addresses = Map.copyOf(addresses);
        this.beatenAt = monotonic() - silence.toMillis();
    }

    private static long monotonic() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    Self self() {
        return self;
    }

    /** The time of the records, in milliseconds since the epoch; of this machine before it was heard for the first time. */
    long time() {
        return monotonic() + offset;
    }

    /** Whether this node was able to give its signs of life. */
    boolean isConnected() {
        return monotonic() - beatenAt < silence;
    }

    /** Gives a sign of life and looks for those of others. Blocks. @throws DeployException when the records cannot be reached */
    void beat() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", self.name());
        object.put("url", self.address().toString());
        object.put("version", self.version());
        Optional<Entry> earlier = members.isEmpty() ? entries.find(KEY + self.id()) : Optional.empty(); // of an earlier process
        long before = monotonic();
        long time = entries.beat(KEY + self.id(), EntryText.json(object));
        offset = time - before;
        beatenAt = monotonic();
        List<Entry> signs = entries.range(KEY);
        excuse(signs, time, earlier.map(Entry::ageMillis).orElse(members.isEmpty() ? 0 : time - lastBeat));
        lastBeat = time;
        List<Member> found = new ArrayList<>();
        for (Entry entry : signs) {
            member(entry).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(Member::name).thenComparing(Member::id));
        members = List.copyOf(found);
        warnOfNamesakes();
    }

    /** Two homes that run under one name or address: one of them has the settings of the other. */
    private void warnOfNamesakes() {
        Set<String> now = members.stream().filter(node -> !node.id().equals(self.id()) && node.silentMillis() < silence)
                .filter(node -> node.name().equals(self.name()) || node.address().equals(Optional.of(self.address())))
                .map(Member::id).collect(Collectors.toSet());
        if (!namesakes.containsAll(now)) {
            LOG.log(System.Logger.Level.WARNING, "Another server of the cluster has the name {0} or the address {1} as well: give each node"
                    + " its own slipway.node-name and slipway.node-url", self.name(), self.address());
        }
        namesakes = now;
    }

    /**
     * Who was there before this node itself gave no sign for long is not silent for that. Not for ever: beats that are late each time
     * find out in the end who is gone.
     *
     * @param gap how long this node itself gave no sign
     */
    private void excuse(List<Entry> signs, long time, long gap) {
        if (gap - BEAT.toMillis() > silence / 2) {
            if (excused.isEmpty() && time >= allowance) {
                excusedSince = time;
            }
            Set<String> all = new HashSet<>(excused);
            if (members.isEmpty()) {
                signs.stream().filter(sign -> sign.ageMillis() - gap < silence).forEach(sign -> all.add(sign.key().substring(KEY.length())));
            } else {
                members.stream().filter(member -> member.silentMillis() < silence).forEach(member -> all.add(member.id()));
            }
            allowance = Math.min(time + silence, excusedSince + MOST_SILENCES * silence);
            excused = all;
        }
        if (time >= allowance) {
            excused = Set.of();
        }
    }

    private Optional<Member> member(Entry entry) {
        return reader.read(entry, () -> read(entry)).filter(member -> {
            if (isNoMore(member)) {
                leaving.put(member.id(), entry);
                return false;
            }
            leaving.remove(member.id());
            return true;
        });
    }

    /** Forgets nodes that are no more; may take its time, so not for the thread that beats. @throws DeployException as {@link #beat} */
    void forget() {
        for (Map.Entry<String, Entry> node : leaving.entrySet()) {
            gone.accept(node.getKey());
            entries.delete(node.getValue().key(), node.getValue().version());
            leaving.remove(node.getKey(), node.getValue());
        }
    }

    private Member read(Entry entry) {
        String id = entry.key().substring(KEY.length());
        Map<String, Object> object = EntryText.object(entry.value());
        String name = EntryText.string(object, "name");
        URI address = addresses.getOrDefault(name, URI.create(EntryText.string(object, "url")));
        boolean reachable = id.equals(self.id()) || entry.ageMillis() < silence || excused.contains(id);
        return new Member(id, name, Optional.of(address), EntryText.string(object, "version"), reachable, entry.ageMillis());
    }

    /** A home that was wiped comes back at the same address, as another node: the one before it is no more. */
    private boolean isNoMore(Member member) {
        boolean replaced = !member.id().equals(self.id()) && !member.reachable()
                && member.address().equals(Optional.of(self.address()));
        return replaced || member.silentMillis() > GONE_MILLIS;
    }

    /** All nodes as they were known at the last beat, by name. */
    List<Member> all() {
        return members;
    }

    /** Nodes from which an archive may be had. */
    List<Holder> holders() {
        List<Holder> others = new ArrayList<>();
        for (Member member : members) {
            if (member.reachable() && !member.id().equals(self.id())) {
                member.address().ifPresent(address -> others.add(new Holder(member.id(), address)));
            }
        }
        return others;
    }
}
