package dev.slipway.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.records.Records.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What leases of every engine do. */
public interface LeaseContract extends RecordsFixture {
    Duration LONG = Duration.ofMinutes(10);
    Duration SHORT = Duration.ofMillis(50);

    @Test
    default void aLeaseHasOneHolderAtATime() {
        Lease lease = lease("project", "a").orElseThrow();
        assertThat(lease).isEqualTo(new Lease("project", "a", lease.token()));
        assertThat(lease("project", "b")).isEmpty();
        assertThat(lease("another", "b")).isPresent();
    }

    @Test
    default void itsHolderMayTakeItAnewWithALargerToken() {
        Lease first = lease("project", "a").orElseThrow();
        Lease second = lease("project", "a").orElseThrow();
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(records().renew(first, LONG)).isEmpty();
        assertThat(records().renew(second, LONG)).contains(second);
    }

    @Test
    default void aLeaseThatIsGivenBackIsFree() {
        Lease first = lease("project", "a").orElseThrow();
        records().release(first);
        assertThat(records().renew(first, LONG)).isEmpty();
        Lease second = lease("project", "b").orElseThrow();
        assertThat(second.token()).isGreaterThan(first.token());
    }

    @Test
    default void aLeaseThatWasLostCannotBeGivenBackOrRenewed() {
        Lease lost = records().lease("project", "a", SHORT).orElseThrow();
        Lease taken = await().until(() -> lease("project", "b"), Optional::isPresent).orElseThrow();
        assertThat(taken.token()).isGreaterThan(lost.token());
        assertThat(records().renew(lost, LONG)).isEmpty();
        records().release(lost);
        assertThat(lease("project", "c")).isEmpty();
        assertThat(records().renew(taken, LONG)).contains(taken);
    }

    @Test
    default void aLeaseThatIsRenewedHolds() {
        Lease lease = records().lease("project", "a", Duration.ofSeconds(5)).orElseThrow();
        assertThat(records().renew(lease, LONG)).contains(lease);
        records().lease("not-renewed", "a", Duration.ofSeconds(5)).orElseThrow();
        await().until(() -> lease("not-renewed", "b"), Optional::isPresent); // the first term is over, by the engine's clock
        assertThat(lease("project", "b")).isEmpty();
    }

    @Test
    default void tokensRiseWithEachHolder() {
        long last = 0;
        for (int i = 0; i < 10; i++) {
            Lease lease = lease("project", "holder-" + i).orElseThrow();
            assertThat(lease.token()).isGreaterThan(last);
            last = lease.token();
            records().release(lease);
        }
    }

    @Test
    default void namesAndHoldersMayHaveAnyCharacters() {
        String text = "\0\\0'\ud83d\udea2".repeat(25);
        Lease lease = lease(text, text).orElseThrow();
        assertThat(lease.name()).isEqualTo(text);
        assertThat(lease(text, text.replace("\0", "\\0"))).isEmpty();
        assertThat(lease(text.replace("\0", "\\0"), "b")).isPresent();
        assertThat(records().renew(lease, LONG)).contains(lease);
    }

    @Test
    default void ofManyWhoWantItOneGetsIt() throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                String name = "project-" + round;
                List<Callable<Optional<Lease>>> wanting = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String holder = "holder-" + i;
                    wanting.add(() -> lease(name, holder));
                }
                List<Lease> got = new ArrayList<>();
                for (Future<Optional<Lease>> lease : all.invokeAll(wanting)) {
                    lease.get().ifPresent(got::add);
                }
                assertThat(got).hasSize(1);
                assertThat(records().renew(got.get(0), LONG)).isPresent();
            }
        } finally {
            all.shutdownNow();
        }
    }

    private Optional<Lease> lease(String name, String holder) {
        return records().lease(name, holder, LONG);
    }
}
