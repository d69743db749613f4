package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway demo}: a server, two deploys and a reader in between, all on this machine and gone afterwards. */
@Command(name = "demo", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Show a deploy and an atomic switch on this machine.",
        description = {"", "Starts a server on a free port of 127.0.0.1 with a temporary home, deploys DIR, or a small "
                + "site that comes with the program, deploys a changed copy of it while a reader opens a file without "
                + "pause, counts what the reader saw, and stops. DIR is copied first and never written to.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war demo", "  java -jar slipway.war demo dist --keep", "",
            "Exit codes: 0 shown, 1 the server failed or the reader saw a fault, else as deploy."})
final class DemoCommand implements Callable<Integer> {
    private static final long SECONDS_TO_STOP = 10;

    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR",
            description = "Directory to deploy. Default: a small site that comes with the program.")
    private @Nullable Path directory;

    @Option(names = "--keep", description = "Leave the server's home directory, to look at it.")
    private boolean keep;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            return new Report(session, false).usage("there is no directory " + directory);
        }
        Path place = Files.createTempDirectory("slipway-demo-");
        Thread showing = Thread.currentThread();
        CountDownLatch cleared = new CountDownLatch(1);
        try (StopHook ignored = new StopHook(() -> {
            showing.interrupt();
            await(cleared);
        })) {
            return show(place);
        } catch (InterruptedException e) {
            session.err().println("slipway demo: interrupted");
            return FailureKind.INTERRUPTED.exitCode();
        } finally {
            clear(place);
            cleared.countDown();
        }
    }

    private int show(Path place) throws IOException, InterruptedException {
        Path work = Files.createDirectory(place.resolve("work"));
        Path home = place.resolve("home");
        if (directory == null) {
            SampleSite.writeTo(work);
        } else {
            Trees.copy(directory.toRealPath(), work);
        }
        String password = ServerOptions.newPassword();
        session.out().println("1. A server with a new home");
        try (RunningServer server =
                session.starter().start(new ServerOptions("127.0.0.1", 0, home, password))) {
            session.out().println("   " + server.uri() + ", home " + home);
            return new Demonstration(session, server.uri(), password, home, work).run();
        } catch (DeployFailedException e) {
            return new Report(session, false).failure(e);
        } catch (IOException e) {
            session.err().println("slipway demo: " + e.getMessage());
            return 1;
        }
    }

    private void clear(Path place) throws IOException {
        if (keep) {
            Trees.remove(place.resolve("work"));
            session.out().println("Kept: " + place.resolve("home") + " (look at live/ and releases/; serve it with "
                    + "slipway serve --home DIR)");
        } else {
            Trees.remove(place);
        }
    }

    private static void await(CountDownLatch cleared) {
        try {
            cleared.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
