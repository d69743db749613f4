package dev.slipway.deploy;

import dev.slipway.model.Digest;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.PayloadStore.Kept;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** One look at all kept archives: how much they are, and which go first. Memory for {@value #MOST} of them. */
final class ArchiveSurvey {
    /** Most archives that are listed. */
    static final int MOST = 256;

    private final Comparator<Kept> lastToGo;
    private final PriorityQueue<Kept> first;
    private final long since;
    private final Set<Digest> wanted;
    private long bytes;

    private ArchiveSurvey(Set<Digest> live, Set<Digest> wanted, long since) {
        this.since = since;
        this.wanted = wanted;
        Comparator<Kept> firstToGo = Comparator.comparing((Kept kept) -> live.contains(kept.digest()))
                .thenComparingLong(Kept::storedAt).thenComparing(kept -> kept.digest().hex());
        this.lastToGo = firstToGo.reversed();
        this.first = new PriorityQueue<>(MOST + 1, lastToGo);
    }

    /**
     * Looks at all.
     *
     * @param live archives of live releases, which go last
     * @param wanted archives that do not go
     * @param since those stored before do not go, in milliseconds since the epoch
     */
    static ArchiveSurvey of(PayloadStore payloads, Set<Digest> live, Set<Digest> wanted, long since) {
        ArchiveSurvey survey = new ArchiveSurvey(live, wanted, since);
        payloads.each(survey::add);
        return survey;
    }

    private void add(Kept kept) {
        bytes += kept.bytes();
        if (kept.storedAt() < since || wanted.contains(kept.digest())) {
            return;
        }
        first.add(kept);
        if (first.size() > MOST) {
            first.remove();
        }
    }

    /** Bytes of all. */
    long bytes() {
        return bytes;
    }

    /** Those that go first, in this order. */
    List<Kept> firstToGo() {
        List<Kept> sorted = new ArrayList<>(first);
        sorted.sort(lastToGo.reversed());
        return sorted;
    }
}
