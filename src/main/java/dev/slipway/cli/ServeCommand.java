package dev.slipway.cli;

import dev.slipway.client.FailureKind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway serve}: runs the standalone server until the process is told to end. */
@Command(name = "serve", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Run the standalone server until Ctrl-C or SIGTERM.",
        description = {"",
            "Runs embedded Tomcat on this very WAR file. At the first start it makes the home directory and, unless "
                + "SLIPWAY_ADMIN_PASSWORD is set, a password for the user admin, which is printed once.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war serve",
            "  java -jar slipway.war serve --host 0.0.0.0 --port 8080 --home /srv/slipway",
            "", "Environment:", "  SLIPWAY_ADMIN_PASSWORD  password of the user admin", "",
            "Exit codes: 0 stopped, 1 the server could not start, 2 usage, 130 Ctrl-C, 143 SIGTERM."})
final class ServeCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}, this machine only.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "9925",
            description = "Port to listen on, 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--home", paramLabel = "DIR",
            description = "Home directory: releases, live links, payloads, records. Default: ~/.slipway.")
    private @Nullable Path home;

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path where = home != null ? home : defaultHome();
        ServerOptions options;
        try {
            options = new ServerOptions(host, port, where, null);
        } catch (IllegalArgumentException e) {
            return new Report(session, false).usage(String.valueOf(e.getMessage()));
        }
        return serve(options);
    }

    private int serve(ServerOptions options) {
        CountDownLatch stopped = new CountDownLatch(1);
        try (RunningServer server = session.starter().start(options);
                StopHook ignored = new StopHook(() -> {
                    server.close();
                    stopped.countDown();
                })) {
            session.err().println("Slipway answers at " + server.uri() + " (home " + options.home()
                    + "). Stop it with Ctrl-C.");
            stopped.await();
        } catch (FileSystemException e) {
            session.err().println("slipway serve: " + e.getFile() + " cannot be used for the home directory "
                    + options.home() + ": " + reason(e) + "; choose another with --home");
            return 1;
        } catch (IOException e) {
            session.err().println("slipway serve: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return FailureKind.INTERRUPTED.exitCode();
        }
        return 0;
    }

    /** Most of these exceptions have nothing but the file as their message. */
    private static String reason(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        }
        return e instanceof AccessDeniedException ? "permission is denied"
                : e instanceof NoSuchFileException ? "it is not there and cannot be made"
                : e instanceof FileAlreadyExistsException ? "it is not a directory" : e.getClass().getSimpleName();
    }

    /** The setting {@code slipway.home} as the server reads it, else a directory of the user's. */
    private Path defaultHome() {
        String property = System.getProperty("slipway.home", "");
        String given = property.isBlank() ? session.environment().getOrDefault("SLIPWAY_HOME", "") : property;
        return given.isBlank() ? Path.of(System.getProperty("user.home"), ".slipway") : Path.of(given.strip());
    }
}
