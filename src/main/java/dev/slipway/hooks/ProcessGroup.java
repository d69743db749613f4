package dev.slipway.hooks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process and all that it starts, which can be ended together: the process leads a session of its own, made by the
 * program {@code setsid}. What starts a session of its own leaves the group. Where there is no {@code setsid}, the process and those of its
 * descendants are ended that can be found.
 */
final class ProcessGroup {
    private static final Optional<Path> SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid").map(Path::of)
            .filter(Files::isExecutable).findFirst();
    /** Only its own word {@code kill} is used: Java cannot signal a group. */
    private static final String SHELL = "/bin/sh";
    /** Longest time for the program that signals. */
    private static final Duration SIGNALLING = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Process leader;

    private ProcessGroup(Process leader) {
        this.leader = leader;
    }

    /** Whether all that a command starts can be ended with it. */
    static boolean complete() {
        return SETSID.isPresent();
    }

    /** Starts it, with nothing on its standard input, and errors among the output. */
    static ProcessGroup start(HookCommand command, Map<String, String> environment, Path directory) throws IOException {
        List<String> argv = new ArrayList<>(command.argv());
        SETSID.ifPresent(setsid -> argv.add(0, setsid.toString()));
        ProcessBuilder builder = new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new ProcessGroup(builder.start());
    }

    /** What it writes; reading what is {@code available} never blocks. */
    InputStream output() {
        return leader.getInputStream();
    }

    /** Waits for the first process of the group, not for what it left behind. @return whether it has ended */
    boolean ended(Duration patience) throws InterruptedException {
        return leader.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the first process of the group has ended. */
    boolean hasEnded() {
        return !leader.isAlive();
    }

    /** How it ended. */
    int exitValue() {
        return leader.exitValue();
    }

    /** Asks all of the group to end, and kills what is left after a time. Takes hardly longer; an interrupt is passed on. */
    void end(Duration patience) {
        List<ProcessHandle> descendants = leader.descendants().toList();
        boolean interrupted = false;
        signal("TERM", descendants);
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline && (leader.isAlive() || signal("0", descendants))) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        signal("KILL", descendants);
        leader.destroyForcibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there is anything left of the group */
    private boolean signal(String name, List<ProcessHandle> descendants) {
        if (SETSID.isEmpty()) {
            return signalEach(name, descendants);
        }
        try {
            Process kill = new ProcessBuilder(SHELL, "-c", "kill -s \"$1\" -- \"-$2\"", SHELL, name, String.valueOf(leader.pid()))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return ended(kill).exitValue() == 0;
        } catch (IOException | RuntimeException e) {
            return signalEach(name, descendants);
        }
    }

    /** Whatever the thread was interrupted for: what was started is to be ended. The JDK's own timer would outlive the application. */
    private static Process ended(Process kill) throws IOException {
        long until = System.nanoTime() + SIGNALLING.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (kill.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return kill;
                    }
                    throw new IOException("kill does not end");
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean signalEach(String name, List<ProcessHandle> descendants) {
        List<ProcessHandle> all = new ArrayList<>(descendants);
        all.add(leader.toHandle());
        switch (name) {
            case "TERM" -> all.forEach(ProcessHandle::destroy);
            case "KILL" -> all.forEach(ProcessHandle::destroyForcibly);
            default -> { }
        }
        return all.stream().anyMatch(ProcessHandle::isAlive);
    }

    /** Reads no more: what is left of the group and writes is told that nobody listens. */
    void close() {
        for (AutoCloseable stream : List.of(leader.getInputStream(), leader.getOutputStream())) {
            try {
                stream.close();
            } catch (Exception e) {
                // nobody reads it any more
            }
        }
    }
}
