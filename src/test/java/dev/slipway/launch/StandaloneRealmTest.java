package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StandaloneRealmTest {
    private static final int FULL = StandaloneRealm.CHECKS_AT_ONCE + StandaloneRealm.CHECKS_WAITING;
    /** The address of a thread that serves no request. */
    private static final String NOWHERE = "";

    @TempDir
    private Path home;
    private final GuessThrottle throttle = new GuessThrottle(() -> 0);
    private final AtomicInteger checked = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Thread> guessers = new ArrayList<>();
    private StandaloneRealm realm;

    @BeforeEach
    void oneUser() throws Exception {
        Users users = Users.of(home).with("admin", new Users.Account(PasswordHash.of("right"), AdminAccount.ROLES));
        realm = new StandaloneRealm(users, throttle, (hash, password) -> {
            checked.incrementAndGet();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return password.equals("right");
        });
    }

    /** Two are being checked, the others wait for their turn. */
    private void guessUntilFull() {
        for (int i = 0; i < FULL; i++) {
            String guess = "wrong" + i;
            Thread guesser = new Thread(() -> realm.authenticate("admin", guess));
            guesser.start();
            guessers.add(guesser);
        }
        await().until(() -> guessers.stream().noneMatch(guesser -> guesser.getState() == Thread.State.RUNNABLE
                || guesser.getState() == Thread.State.NEW) && checked.get() == StandaloneRealm.CHECKS_AT_ONCE);
    }

    @AfterEach
    void letAllGo() throws InterruptedException {
        open.countDown();
        for (Thread guesser : guessers) {
            guesser.join();
        }
    }

    @Test
    void aRightPasswordIsLetIn() {
        open.countDown();
        assertThat(realm.authenticate("admin", "right")).isNotNull();
        assertThat(realm.authenticate("admin", "wrong")).isNull();
        assertThat(realm.authenticate("nobody", "right")).isNull();
    }

    @Test
    void whoFindsTheQueueFullIsRefusedAtOnceAndHasNotGuessed() throws InterruptedException {
        guessUntilFull();
        for (int i = 0; i < 100; i++) {
            assertThat(realm.authenticate("admin", "right")).isNull();
        }
        assertThat(throttle.refuses(NOWHERE)).isFalse();
        assertThat(checked.get()).isEqualTo(StandaloneRealm.CHECKS_AT_ONCE);
    }

    @Test
    void guessesInParallelAreThrottledAsThoseOneAfterTheOther() throws InterruptedException {
        guessUntilFull();
        letAllGo();
        assertThat(throttle.refuses(NOWHERE)).isTrue();
        assertThat(checked.get())
                .isLessThanOrEqualTo(GuessThrottle.FREE_FAILURES + StandaloneRealm.CHECKS_AT_ONCE - 1);
    }
}
