package dev.slipway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HookRunTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Halt halt = new Halt();

    private void run(HookCommand command, Duration limit) throws HookFailedException, InterruptedException {
        run(command, limit, (hook, line) -> lines.add(hook.label() + ": " + line));
    }

    private void run(HookCommand command, Duration limit, HookListener listener)
            throws HookFailedException, InterruptedException {
        new HookRun(Hook.VERIFY, command, limit).run(Scripts.context(folder), halt, listener);
    }

    private HookCommand script(String... text) throws IOException {
        return Scripts.command(folder, text);
    }

    private void awaitGone(Path pidFile) throws Exception {
        Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
        if (left.isPresent()) {
            left.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void tellsEachLineOfBothStreamsInOrder() throws Exception {
        run(script("echo one", "echo two >&2", "printf three"), LONG);
        assertThat(lines).containsExactly("verify: one", "verify: two", "verify: three");
    }

    @Test
    void seesNothingOfTheServersEnvironment() throws Exception {
        assertThat(System.getenv()).containsKey("PATH");
        run(script("env | cut -d= -f1 | sort"), LONG);
        assertThat(lines).filteredOn(line -> !line.matches("verify: (PWD|_|SHLVL|OLDPWD)")).containsExactly(
                "verify: LC_ALL", "verify: PATH", "verify: SLIPWAY_DEPLOYMENT_ID", "verify: SLIPWAY_HOOK", "verify: SLIPWAY_LIVE",
                "verify: SLIPWAY_NODE", "verify: SLIPWAY_PREVIOUS", "verify: SLIPWAY_PROJECT", "verify: SLIPWAY_RELEASE",
                "verify: SLIPWAY_RELEASE_ID");
    }

    @Test
    void runsInTheReleaseWithNothingToRead() throws Exception {
        run(script("pwd -P", "cat", "echo $SLIPWAY_PROJECT on $SLIPWAY_NODE"), LONG);
        assertThat(lines).containsExactly("verify: " + folder.toRealPath(), "verify: shop on node-1");
    }

    @Test
    void argumentsAreNotReadByAShell() throws Exception {
        HookCommand echo = new HookCommand(List.of("/bin/echo", "$HOME `id` * 'a  b' ; exit 1"));
        run(echo, LONG);
        assertThat(lines).containsExactly("verify: $HOME `id` * 'a  b' ; exit 1");
    }

    @Test
    void anExitStatusAndTheLastLinesTellWhatIsWrong() throws Exception {
        HookCommand bad = script("for i in 1 2 3 4 5 6 7; do echo line $i; done", "exit 3");
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> run(bad, LONG)).satisfies(e -> assertThat(e.told())
                .isEqualTo("the verify command ended with 3; it wrote last: line 3 | line 4 | line 5 | line 6 | line 7"));
    }

    @Test
    void aProgramThatIsNotThereIsNamedInTheLogOnly() {
        HookCommand none = new HookCommand(List.of(folder + "/no-such-thing"));
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> run(none, LONG))
                .withMessage("the verify command cannot be started; the log of the server says why");
    }

    @Test
    void endsTheWholeGroupOfOneThatTakesTooLong() throws Exception {
        HookCommand slow = script("sleep 1000 & echo $! > child", "echo waiting", "wait");
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> run(slow, Duration.ofSeconds(1)))
                .withMessage("the verify command did not end within 1 s");
        awaitGone(folder.resolve("child"));
    }

    @Test
    void killsOneThatDoesNotWantToEnd() throws Exception {
        HookCommand deaf = script("trap '' TERM", "(trap '' TERM; sleep 1000; sleep 1000) & echo $! > child",
                "while true; do sleep 1000; done");
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> run(deaf, Duration.ofMillis(500)));
        awaitGone(folder.resolve("child"));
    }

    @Test
    void isNotHeldUpByAProcessThatItLeavesBehindWithItsOutput() throws Exception {
        run(script("sleep 1000 & echo $! > child", "echo started"), LONG);
        ProcessHandle left = ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("child")).strip())).orElseThrow();
        assertThat(left.isAlive()).as("what a command that ended well has started goes on").isTrue();
        left.destroyForcibly();
        assertThat(lines).containsExactly("verify: started");
    }

    @Test
    void isEndedFromAnotherThread() throws Exception {
        HookCommand slow = script("echo started", "sleep 1000");
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> halting = CompletableFuture.runAsync(() -> {
            try {
                started.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            halt.halt(new DeployException(Problem.CANCELLED, "enough"));
        });
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> run(slow, LONG, (hook, line) -> started.countDown()))
                .withMessage("enough");
        halting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void obeysAnInterrupt() throws Exception {
        HookCommand slow = script("echo started", "sleep 1000");
        Thread here = Thread.currentThread();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> run(slow, LONG, (hook, line) -> here.interrupt()));
        Thread.interrupted();
    }

    @Test
    void tellsOnlySoMuchOfOneThatWritesWithoutEnd() throws Exception {
        run(script("yes 0123456789 | head -n 200000", "echo the end"), LONG);
        assertThat(lines).hasSizeLessThanOrEqualTo(HookOutput.MAX_LINES + 1);
        assertThat(lines.get(lines.size() - 1)).contains("not told");
    }

    @Test
    void cutsALineThatDoesNotEnd() throws Exception {
        run(script("head -c 5000000 /dev/zero | tr '\\0' x", "echo", "echo next"), LONG);
        assertThat(lines).hasSize(2).last().isEqualTo("verify: next");
        assertThat(lines.get(0)).hasSize("verify: ".length() + HookOutput.MAX_LINE);
    }
}
