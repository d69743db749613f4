package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.DiskFaults.Kind;
import dev.slipway.deploy.DiskFaults.Window;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.LiveForm;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A process whose calls to the disk fail, the n-th one of each operation in turn, by {@link DiskFaults}. Each time on a
 * fresh copy of the same home: the operation succeeds or has a problem of the right kind, what was live still is, the next
 * deploy works, and after a restart nothing is left over. It prints what does not hold, and last what it did.
 */
public final class FaultScript {
    private static final Map<String, Integer> POINTS = Map.of("some", 1, "many", 4, "all", Integer.MAX_VALUE);
    private static final Set<Kind> ALLOCATING = EnumSet.of(Kind.CREATE, Kind.WRITE, Kind.MKDIR, Kind.LINK);
    private static final Set<Kind> CHANGING =
            EnumSet.of(Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.RENAME, Kind.MKDIR, Kind.LINK);

    /** What fails, and how. */
    enum Fault {
        IO_ERROR(5, EnumSet.range(Kind.OPEN, Kind.ATTRIBUTES), false),
        IO_ERRORS_FROM_THEN_ON(5, EnumSet.range(Kind.CREATE, Kind.ATTRIBUTES), true),
        FULL(28, CHANGING, false),
        FULL_FROM_THEN_ON(28, ALLOCATING, true),
        QUOTA(122, CHANGING, false),
        QUOTA_FROM_THEN_ON(122, ALLOCATING, true),
        TOO_MANY_FILES(24, EnumSet.of(Kind.OPEN, Kind.CREATE), false),
        UNREADABLE(5, EnumSet.of(Kind.READ), false),
        FAILING_CLOSE(5, EnumSet.of(Kind.CLOSE), false);

        final int errno;
        final Set<Kind> kinds;
        final boolean stays;

        Fault(int errno, Set<Kind> kinds, boolean stays) {
            this.errno = errno;
            this.kinds = kinds;
            this.stays = stays;
        }

        boolean full() {
            return errno == 28 || errno == 122;
        }
    }

    private final Path scratch;
    private final LiveForm form;
    private final int points;
    private final Map<Kind, Integer> failed = new EnumMap<>(Kind.class);
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int trials;
    private int left;

    private FaultScript(Path scratch, LiveForm form, int points) {
        this.scratch = scratch;
        this.form = form;
        this.points = points;
    }

    /** @param args a directory, a {@link LiveForm}, and how much is tried */
    public static void main(String[] args) throws IOException {
        FaultScript script = new FaultScript(Path.of(args[0]), LiveForm.valueOf(args[1]), POINTS.get(args[2]));
        Path template = script.scratch.resolve("template");
        try (HomeServer server = HomeServer.start(template, SyncMode.SAFE, script.form)) {
            server.deploy(true);
            server.deploy(true);
            server.deploy(false);
        }
        for (FaultyOperation operation : FaultyOperation.values()) {
            for (Fault fault : Fault.values()) {
                script.everywhere(operation, fault, template);
            }
        }
        System.out.printf("%s: %d trials; calls that failed first: %s; outcomes: %s; left until the restart: %d%nend%n",
                script.form, script.trials, script.failed, script.outcomes, script.left);
    }

    private void everywhere(FaultyOperation operation, Fault fault, Path template) throws IOException {
        int calls = trial(operation, fault, 0, template).calls();
        int offset = (operation.ordinal() * 7 + fault.ordinal()) * 5; // others each time
        int many = Math.min(points, calls);
        List<Integer> at = IntStream.range(0, many).mapToObj(i -> 1 + (offset + (int) ((long) i * calls / many)) % calls)
                .toList();
        for (int n : at) {
            try {
                trial(operation, fault, n, template);
            } catch (AssertionError | RuntimeException | IOException e) {
                System.out.println("FOUND " + operation + " " + fault + " at " + n + ": " + e);
                Arrays.stream(e.getStackTrace()).filter(frame -> frame.getClassName().startsWith("dev.slipway"))
                        .limit(6).forEach(frame -> System.out.println("    at " + frame));
            }
        }
    }

    /** @param n 0 for none */
    private Window trial(FaultyOperation operation, Fault fault, int n, Path template) throws IOException {
        Path path = scratch.resolve("home");
        copy(template, path);
        String when = operation + " " + fault + " at " + n;
        HomeServer server = HomeServer.start(path, SyncMode.SAFE, form);
        Optional<DeploymentId> before = server.releases.live(HomeServer.APP);
        FaultyOperation.Outcome outcome;
        Window window;
        try {
            DiskFaults.arm(n, fault.errno, fault.kinds, fault.stays);
            try {
                outcome = operation.carryOut(server);
            } finally {
                window = DiskFaults.disarm();
            }
            count(window, outcome);
            assertRightKind(outcome, fault, when);
            outcome.assertLive(server.releases.live(HomeServer.APP), before, when);
            server.assertWhole(when);
            left += server.names("staging").isEmpty() && server.names("journal").isEmpty() ? 0 : 1;
            goesOn(server, when);
        } finally {
            server.close();
        }
        restart(path, outcome, when);
        return window;
    }

    private void count(Window window, FaultyOperation.Outcome outcome) {
        if (window.fired()) {
            trials++;
            failed.merge(Kind.valueOf(window.failed().toUpperCase(Locale.ROOT)), 1, Integer::sum);
            outcomes.merge(outcome.failure().map(e -> e.problem().code()).orElse("success"), 1, Integer::sum);
        }
    }

    private static void assertRightKind(FaultyOperation.Outcome outcome, Fault fault, String when) {
        outcome.failure().ifPresent(e -> {
            assertThat(e.problem().status()).as(when + ": " + e).isGreaterThanOrEqualTo(500);
            if (fault.full()) {
                assertThat(e.problem()).as(when + ": " + e).isEqualTo(Problem.NO_SPACE);
            }
            assertThat(e.problem()).as(when + ": " + e).isNotEqualTo(Problem.INTERNAL);
            assertThat(e.detail()).as(when).doesNotContain("/tmp", "Exception");
        });
    }

    /** Unless the records wait for the disk to be tried again, the next deploy works at once. */
    private static void goesOn(HomeServer server, String when) throws IOException {
        if (server.tools.deployments().readOnly().isEmpty()) {
            DeploymentId next = server.deploy(true);
            assertThat(server.releases.live(HomeServer.APP)).as(when).contains(next);
        }
    }

    private void restart(Path path, FaultyOperation.Outcome outcome, String when) throws IOException {
        try (HomeServer next = HomeServer.start(path, SyncMode.SAFE, form)) {
            next.assertWhole(when);
            assertThat(next.recorded()).as(when).allMatch(one -> one.status().terminal());
            for (String directory : List.of("staging", "journal")) {
                assertThat(next.names(directory)).as(when + ": " + directory).isEmpty();
            }
            assertThat(next.names("live")).as(when).isSubsetOf("app", ".release-app");
            DeploymentId made = next.deploy(true);
            assertThat(next.releases.live(HomeServer.APP)).as(when).contains(made);
            next.letGo();
            assertThat(next.names("payloads")).as(when).hasSizeLessThanOrEqualTo(2)
                    .noneMatch(name -> name.startsWith("."));
            next.assertWhole(when);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        clear(to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()),
                        LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void clear(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }
}
