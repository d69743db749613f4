package dev.slipway.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Records.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What entries of every engine do. */
public interface EntriesContract extends RecordsFixture {
    private Entries entries() {
        return records().entries();
    }

    @Test
    default void aValueComesBackWithItsVersion() {
        String text = "{\"any\": \"\ud83d\udea2 '\"}".repeat(10_000);
        long version = entries().put("desired/shop", text, 0).orElseThrow();
        Entry found = entries().find("desired/shop").orElseThrow();
        assertThat(found.value().equals(text)).isTrue();
        assertThat(found.version()).isEqualTo(version);
        assertThat(entries().find("desired/sho")).isEmpty();
    }

    @Test
    default void aValueIsReplacedOnlyByOneWhoKnowsItsVersion() {
        long first = entries().put("k", "1", 0).orElseThrow();
        assertThat(entries().put("k", "2", 0)).isEmpty();
        assertThat(entries().put("k", "2", first + 1)).isEmpty();
        long second = entries().put("k", "2", first).orElseThrow();
        assertThat(second).isGreaterThan(first);
        assertThat(entries().put("k", "3", first)).isEmpty();
        assertThat(entries().find("k")).map(Entry::value).contains("2");
        assertThat(entries().put("other", "1", 1)).isEmpty();
    }

    @Test
    default void ofManyWhoReplaceTheSameValueOneDoes() throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(8);
        try {
            long version = 0;
            for (int round = 0; round < 10; round++) {
                long expected = version;
                List<Callable<OptionalLong>> writers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String value = "value-" + i;
                    writers.add(() -> entries().put("raced", value, expected));
                }
                List<OptionalLong> done = new ArrayList<>();
                for (Future<OptionalLong> put : all.invokeAll(writers)) {
                    done.add(put.get());
                }
                assertThat(done).filteredOn(OptionalLong::isPresent).as("round " + round).hasSize(1);
                version = entries().find("raced").orElseThrow().version();
            }
        } finally {
            all.shutdownNow();
        }
    }

    @Test
    default void aRangeHasAllKeysThatBeginSo() {
        for (String key : List.of("node/b", "node/a", "nodes", "node", "node/%", "no_e/a", "other/node/a")) {
            entries().put(key, key, 0).orElseThrow();
        }
        assertThat(entries().range("node/")).extracting(Entry::value).containsExactlyInAnyOrder("node/%", "node/a", "node/b");
        assertThat(entries().range("no_e/")).extracting(Entry::key).containsExactly("no_e/a");
        assertThat(entries().range("none/")).isEmpty();
    }

    @Test
    default void aRangeHasExactlyTheNamesThatBeginSoWhateverTheirCharacters() {
        String highest = new String(Character.toChars(Character.MAX_CODE_POINT));
        List<String> starts = List.of("a", "a%", "a_", "a\\", "a~", "a\u007f", "ab", "A", "a\u00e9", "a\u00ea", "a\ud7ff", "a\ue000",
                "a\uffff", "a\ud83d\udea2", "a" + highest, highest, highest + highest, "\u00e9", "b", "B", "'", " ", "/");
        List<String> keys = new ArrayList<>(starts);
        starts.forEach(start -> keys.addAll(List.of(start + "/1", start + "_", start + "%", start + "z", start + highest)));
        List<String> all = keys.stream().distinct().toList();
        all.forEach(key -> entries().put(key, "v", 0).orElseThrow());
        for (String start : starts) {
            assertThat(entries().range(start)).as(start).extracting(Entry::key)
                    .containsExactlyInAnyOrderElementsOf(all.stream().filter(key -> key.startsWith(start)).toList());
        }
        assertThat(entries().range("")).hasSameSizeAs(all);
    }

    @Test
    default void onlyWhoHoldsTheLeasePutsUnderIt() {
        Lease mine = records().lease("project", "a", LeaseContract.LONG).orElseThrow();
        long version = entries().put(mine, "k", "a", 0).orElseThrow();
        records().release(mine);
        assertThat(entries().put(mine, "k", "late", version)).isEmpty();
        Lease others = records().lease("project", "b", LeaseContract.LONG).orElseThrow();
        assertThat(entries().put(mine, "k", "late", version)).isEmpty();
        assertThat(entries().put(others, "k", "b", version)).isPresent();
        assertThat(entries().find("k")).map(Entry::value).contains("b");
    }

    @Test
    default void aLeaseThatIsOverPutsNothing() {
        Lease lost = records().lease("project", "a", Duration.ofMillis(1)).orElseThrow();
        await().until(() -> records().renew(lost, LeaseContract.LONG).isEmpty());
        assertThat(entries().put(lost, "k", "late", 0)).isEmpty();
        assertThat(entries().find("k")).isEmpty();
    }

    @Test
    default void whatIsDeletedIsGoneAndMayBePutAnew() {
        long version = entries().put("k", "1", 0).orElseThrow();
        assertThat(entries().delete("k", version + 1)).isFalse();
        assertThat(entries().delete("k", version)).isTrue();
        assertThat(entries().delete("k", version)).isTrue();
        assertThat(entries().find("k")).isEmpty();
        assertThat(entries().put("k", "2", 0)).isPresent();
    }

    @Test
    default void aSignOfLifeIsYoungAndTellsTheTime() {
        long first = entries().beat("beat/a", "1");
        await().until(() -> entries().find("beat/a").orElseThrow().ageMillis() >= 20);
        long second = entries().beat("beat/a", "2");
        assertThat(second).isGreaterThanOrEqualTo(first + 20);
        Entry entry = entries().find("beat/a").orElseThrow();
        assertThat(entry.value()).isEqualTo("2");
        assertThat(entry.ageMillis()).isLessThan(10_000);
    }

    @Test
    default void whoWatchesIsToldOfWhatChanges() {
        AtomicInteger told = new AtomicInteger();
        try (Entries.Watch watch = entries().watch(told::incrementAndGet)) {
            for (int round = 0; round < 3; round++) {
                int before = told.get();
                long version = entries().find("watched").map(Entry::version).orElse(0L);
                entries().put("watched", "round " + round, version).orElseThrow();
                await().until(() -> told.get() > before);
            }
            int before = told.get();
            entries().delete("watched", entries().find("watched").orElseThrow().version());
            await().until(() -> told.get() > before);
        }
    }

    @Test
    default void aKeyHasBounds() {
        assertThatThrownBy(() -> entries().put("", "1", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entries().put("k".repeat(Entries.MAX_KEY + 1), "1", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(entries().put("k".repeat(Entries.MAX_KEY), "1", 0)).isPresent();
        assertThat(entries().find("never")).isEqualTo(Optional.empty());
    }
}
