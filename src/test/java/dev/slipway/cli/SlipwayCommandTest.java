package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlipwayCommandTest {
    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        CommandRun run = CommandRun.of(Map.of(), "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("deploy", "demo", "serve", "Exit codes", "130");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "demo", "serve"})
    void eachCommandExplainsItself(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: slipway " + command, "Examples:", "Exit codes", "Default:");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void everyCommandOfTheHelpCanBeAskedForAlone() {
        String help = CommandRun.of(Map.of(), "--help").out();
        List<String> commands = help.substring(help.indexOf("Commands:")).lines()
                .map(line -> Pattern.compile("^  ([a-z]+) .*").matcher(line))
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .filter(name -> !name.equals("help"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(10).contains("deploy", "serve").allSatisfy(command -> {
            CommandRun alone = CommandRun.of(Map.of(), command, "--help");
            assertThat(alone.exitCode()).isZero();
            assertThat(alone.out()).contains("Usage: slipway " + command)
                    .isEqualTo(CommandRun.of(Map.of(), "help", command).out());
        });
    }

    @Test
    void withoutACommandTheUsageIsPointedTo() {
        CommandRun run = CommandRun.of(Map.of());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("slipway --help");
        assertThat(CommandRun.of(Map.of(), "lunch").exitCode()).isEqualTo(2);
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(CommandRun.of(Map.of(), "--version").out()).startsWith("slipway ");
    }

    @Test
    void serveStartsWithItsOptionsAndStopsWhenInterrupted() {
        AtomicReference<ServerOptions> started = new AtomicReference<>();
        AtomicInteger closed = new AtomicInteger();
        Thread serving = Thread.currentThread();
        CommandRun run = CommandRun.of(Map.of(), Terminal.NONE, options -> {
            started.set(options);
            serving.interrupt();
            return new RunningServer() {
                @Override
                public URI uri() {
                    return URI.create("http://127.0.0.1:1234/");
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }, "serve", "--port", "0", "--home", "here");
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).contains("http://127.0.0.1:1234/");
        assertThat(started.get().port()).isZero();
        assertThat(started.get().host()).isEqualTo("127.0.0.1");
        assertThat(started.get().home()).hasToString("here");
        assertThat(started.get().adminPassword()).isNull();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        CommandRun run = CommandRun.of(Map.of(), Terminal.NONE, options -> {
            throw new IOException("the port 9925 is taken");
        }, "serve");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("the port 9925 is taken").doesNotContain("Exception");
    }

    @Test
    void aPortThatIsNotOneIsAMatterOfUsage() {
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "70000").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void aFaultOfTheProgramIsOneLineWithoutATrace() {
        CommandRun run = CommandRun.of(Map.of(), Terminal.NONE, options -> {
            throw new IllegalStateException("oops");
        }, "serve");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("oops").doesNotContain("\tat ");
    }

    @Test
    void aHomeThatCannotBeUsedIsNamedWithTheReasonAndTheOption() {
        Map<IOException, String> failures = Map.of(new NoSuchFileException("/no/home"), "it is not there and cannot be made",
                new FileAlreadyExistsException("/no/home"), "it is not a directory",
                new AccessDeniedException("/no/home"), "permission is denied",
                new FileSystemException("/no/home", null, "Read-only file system"), "Read-only file system");
        failures.forEach((failure, reason) -> {
            CommandRun run = CommandRun.of(Map.of(), Terminal.NONE, options -> {
                throw failure;
            }, "serve", "--home", "/no/home");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("/no/home cannot be used", reason, "--home");
        });
    }
}
