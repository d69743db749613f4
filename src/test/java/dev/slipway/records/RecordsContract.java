package dev.slipway.records;

import static dev.slipway.records.SampleDeployment.at;
import static dev.slipway.records.SampleDeployment.bare;
import static dev.slipway.records.SampleDeployment.because;
import static dev.slipway.records.SampleDeployment.events;
import static dev.slipway.records.SampleDeployment.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Records.Page;
import dev.slipway.records.Records.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every engine of {@link Records} does. */
public interface RecordsContract extends RecordsListContract, LeaseContract, EntriesContract {
    @Test
    default void whatIsPutComesBackWhole() {
        for (Deployment deployment : List.of(full("shop", 7, Status.FAILED), bare("shop", 8, Status.RECEIVING))) {
            long version = put(deployment);
            assertThat(version).isPositive();
            assertThat(records().get(deployment.id())).contains(new Stored(deployment, version));
        }
    }

    @Test
    default void whatWasNeverPutIsNotThere() {
        put(full("shop", 7, Status.SUCCESS));
        assertThat(records().get(DeploymentId.next())).isEmpty();
    }

    @Test
    default void aRecordIsReplacedOnlyByOneWhoKnowsItsVersion() {
        Deployment first = full("shop", 7, Status.RECEIVING);
        long version = put(first);
        Deployment second = because("changed", first);
        assertThat(records().put(second, 0)).isEmpty();
        assertThat(records().put(second, version + 1)).isEmpty();
        assertThat(records().get(first.id())).contains(new Stored(first, version));
        long next = records().put(second, version).orElseThrow();
        assertThat(next).isGreaterThan(version);
        assertThat(records().put(first, version)).isEmpty();
        assertThat(records().get(first.id())).contains(new Stored(second, next));
    }

    @Test
    default void nothingIsReplacedThatIsNotThere() {
        Deployment deployment = full("shop", 7, Status.RECEIVING);
        assertThat(records().put(deployment, 1)).isEmpty();
        assertThat(records().get(deployment.id())).isEmpty();
    }

    @Test
    default void ofManyWhoReplaceTheSameVersionOneDoes() throws Exception {
        Deployment deployment = full("shop", 7, Status.RECEIVING);
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            long version = 0;
            for (int round = 0; round < 25; round++) {
                List<OptionalLong> results = race(writers, deployment, version);
                assertThat(results).filteredOn(OptionalLong::isPresent).as("round " + round).hasSize(1);
                version = results.stream().filter(OptionalLong::isPresent).findFirst().orElseThrow().getAsLong();
                Stored stored = records().get(deployment.id()).orElseThrow();
                int winner = Integer.parseInt(stored.deployment().origin().message().orElseThrow());
                assertThat(results.get(winner)).hasValue(stored.version());
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private List<OptionalLong> race(ExecutorService writers, Deployment deployment, long version) throws Exception {
        List<Callable<OptionalLong>> all = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            Deployment own = because(String.valueOf(writer), deployment);
            all.add(() -> records().put(own, version));
        }
        List<OptionalLong> results = new ArrayList<>();
        for (Future<OptionalLong> result : writers.invokeAll(all)) {
            results.add(result.get());
        }
        return results;
    }

    @Test
    default void aRecordIsDeletedOnlyByOneWhoKnowsItsVersion() {
        Deployment deployment = full("shop", 7, Status.SUCCESS);
        long version = put(deployment);
        assertThat(records().delete(deployment.id(), version + 1)).isFalse();
        assertThat(records().get(deployment.id())).isPresent();
        assertThat(records().delete(deployment.id(), version)).isTrue();
        assertThat(records().get(deployment.id())).isEmpty();
        assertThat(records().list(Filter.ALL, 10, 0).total()).isZero();
        assertThat(records().delete(deployment.id(), version)).isTrue();
    }

    @Test
    default void aDeletedRecordMayBePutAnewAndHasNoEventsOfTheOldOne() {
        Deployment deployment = full("shop", 7, Status.SUCCESS);
        assertThat(records().delete(deployment.id(), put(deployment))).isTrue();
        put(deployment.withoutEvents());
        assertThat(records().get(deployment.id()).orElseThrow().deployment().events()).isEmpty();
    }

    @Test
    default void asManyEventsAsOneMayHaveAreKeptHoweverLarge() {
        Deployment deployment =
                full("shop", 7, Status.SUCCESS).with(events(Deployment.MAX_EVENTS, "\u00e4\ud83d\udea2".repeat(4_000)));
        long version = put(deployment);
        assertThat(records().get(deployment.id())).contains(new Stored(deployment, version));
        long next = records().put(deployment.with(events(1, "less")), version).orElseThrow();
        assertThat(records().get(deployment.id()))
                .contains(new Stored(deployment.with(events(1, "less")), next));
    }

    @Test
    default void textIsKeptWhateverItsCharacters() {
        for (String text : List.of("", " ", "\0", "a\0b", "\\0", "\ud83d\udea2 \u8239 e\u0301", "'; drop table x --",
                "\"quoted\"\\ \n\r\t\u2028\u0007", "\uffff\ufffe", "x".repeat(200_000))) {
            Deployment deployment = at("home " + text.substring(0, Math.min(20, text.length())),
                    because(text, full("shop", 7, Status.SUCCESS))).with(events(1, text));
            long version = put(deployment);
            assertThat(records().get(deployment.id())).contains(new Stored(deployment, version));
            Page page = records().list(Filter.ALL.at(deployment.origin().home()).about(deployment.lineage().release()),
                    10, 0);
            assertThat(page.deployments()).containsExactly(new Stored(deployment.withoutEvents(), version));
        }
    }

    @Test
    default void aProjectMayHaveTheLongestName() {
        Deployment deployment = full("p".repeat(64), 7, Status.SUCCESS);
        put(deployment);
        assertThat(records().list(Filter.ALL.of(new ProjectName("p".repeat(64))), 10, 0).total()).isEqualTo(1);
    }

    @Test
    default void anInterruptDoesNotHarmAndIsKept() throws Exception {
        Thread self = Thread.currentThread();
        for (int i = 0; i < 20; i++) {
            Deployment deployment = full("shop", 7, Status.SUCCESS);
            self.interrupt();
            put(deployment);
            assertThat(records().get(deployment.id())).isPresent();
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(records().list(Filter.ALL, 10, 0).total()).isEqualTo(20);
    }

    @Test
    default void aPageHasItsBounds() {
        assertThatThrownBy(() -> records().list(Filter.ALL, Records.MAX_PAGE + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> records().list(Filter.ALL, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> records().list(Filter.ALL, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void itCanBeWritten() {
        assertThat(records().unwritable()).isEmpty();
    }
}
