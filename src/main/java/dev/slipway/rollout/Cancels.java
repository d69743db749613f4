package dev.slipway.rollout;

import dev.slipway.deploy.Replica;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Records;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cancels deployments of other nodes: who wants it writes that down, who carries the deployment out answers there. {@link #ask}
 * is for any thread that may block; {@link #answer} for one thread.
 */
final class Cancels {
    static final String KEY = "cancel/";
    private static final String ANSWER = "answer";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int AGAIN_MILLIS = 100;

    private final Records records;
    private final Entries entries;
    private final EntryReader reader = new EntryReader();

    Cancels(Records records) {
        this.records = records;
        this.entries = records.entries();
    }

    private record Wish(DeploymentId deployment, String by, boolean answered) {}

    /**
     * Has a deployment of another node cancelled, and waits until it is.
     *
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} when it is being made live or has ended, or nobody answers
     */
    void ask(DeploymentId deployment, String by) {
        String key = KEY + deployment;
        long version = entries.find(key).map(Entry::version).orElse(0L);
        entries.put(key, EntryText.json(Map.of("by", by)), version);
        try {
            for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; Waits.pause(AGAIN_MILLIS)) {
                if (isCancelled(deployment) || entries.find(key).map(Cancels::isAnswered).orElse(false)) {
                    return;
                }
            }
        } finally {
            entries.find(key).ifPresent(entry -> entries.delete(key, entry.version()));
        }
        throw new DeployException(Problem.NOT_POSSIBLE_NOW, "The server that carries out deployment " + deployment
                + " has not answered. Where it is gone, the deployment ends by itself");
    }

    /** @throws DeployException when it ended in another way */
    private boolean isCancelled(DeploymentId deployment) {
        Optional<Status> ended = records.get(deployment).map(stored -> stored.deployment().status())
                .filter(Status::terminal);
        if (ended.isPresent() && ended.get() != Status.CANCELLED) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + deployment + " has ended");
        }
        return ended.isPresent();
    }

    /** @throws DeployException when it cannot be cancelled any more */
    private static boolean isAnswered(Entry entry) {
        Object answer = EntryText.object(entry.value()).get(ANSWER);
        if (answer instanceof String refusal && !refusal.isEmpty()) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, refusal);
        }
        return answer != null;
    }

    /**
     * Cancels what is carried out here and tells so.
     *
     * @return what others want cancelled, and the reason
     */
    Map<DeploymentId, String> answer(Replica replica) {
        Map<DeploymentId, String> wanted = new HashMap<>();
        for (Entry entry : entries.range(KEY)) {
            reader.read(entry, () -> wish(entry)).ifPresent(wish -> {
                if (!wish.answered() && entry.ageMillis() <= 2 * PATIENCE.toMillis()) {
                    answer(replica, entry, wish, wanted);
                }
            });
        }
        return wanted;
    }

    private static Wish wish(Entry entry) {
        Map<String, Object> object = EntryText.object(entry.value());
        return new Wish(new DeploymentId(entry.key().substring(KEY.length())), EntryText.string(object, "by"), object.containsKey(ANSWER));
    }

    private void answer(Replica replica, Entry entry, Wish wish, Map<DeploymentId, String> wanted) {
        wanted.put(wish.deployment(), "Deployment " + wish.deployment() + " was cancelled by " + DeployException.printable(wish.by()));
        replica.cancel(wish.deployment(), wish.by()).ifPresent(cancelled -> entries.put(entry.key(),
                EntryText.json(Map.of("by", wish.by(), ANSWER, cancelled.refusal())), entry.version()));
    }
}
