package dev.slipway.cli;

import dev.slipway.archive.DanglingLinks;
import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.DeployResult;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The part of the demonstration that has a server: deploys, switches under a reader, and says what was seen. */
final class Demonstration {
    static final String PROJECT = "demo";
    /** Added to what is deployed; every line of it names its release, so that a mixture would show. */
    static final String WITNESS = "slipway-demo.txt";

    private static final int WITNESS_LINES = 4096;
    private static final int READS_TO_SEE = 200;
    private static final long SECONDS_TO_SEE = 10;

    private final Session session;
    private final PrintStream out;
    private final Target target;
    private final DeployClient client;
    private final Path live;
    private final Path home;
    private final Path work;

    Demonstration(Session session, URI server, String password, Path home, Path work) {
        this.session = session;
        this.out = session.out();
        this.target = new Target(server);
        this.client = DeployClient.builder(target).credentials("admin", password::toCharArray).build();
        this.home = home;
        this.live = home.resolve("live").resolve(PROJECT);
        this.work = work;
    }

    /** @return 0, or 1 when the reader saw what it should not see */
    int run() throws IOException, InterruptedException, DeployFailedException {
        String first = witness(1);
        String second = witness(2);
        Files.writeString(work.resolve(WITNESS), first);
        out.println("2. The first deploy");
        deploy("first release");
        Path before = pointsTo();
        Files.writeString(work.resolve(WITNESS), second);
        out.println("3. The second deploy, with " + WITNESS + " changed, while a reader opens that file without pause");
        try (SwitchWatch watch = new SwitchWatch(live.resolve(WITNESS), first, second)) {
            settle(watch, false);
            deploy("second release");
            settle(watch, true);
            watch.close();
            return tell(watch, before, pointsTo());
        }
    }

    private void deploy(String message) throws DeployFailedException, IOException, InterruptedException {
        ProgressDisplay display = new ProgressDisplay(session, false, "sending",
                survey -> EntryLines.printDangling(session.err(), survey, DanglingLinks.KEEP));
        DeployResult result;
        try (display) {
            DeployRequest request = new DeployRequest(new ProjectName(PROJECT), work).withMessage(message);
            result = client.deploy(request, display);
        } catch (DeployFailedException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
        out.println("   " + result.message() + " (" + Figures.files(result.files()) + ", "
                + Figures.bytes(result.unpackedSize()) + ", " + Figures.time(display.elapsed()) + ")");
        out.println("   live/" + PROJECT + " -> " + shown(pointsTo()));
    }

    /** Lets the reader see enough of what is live, so that there is something to count on both sides of the switch. */
    private static void settle(SwitchWatch watch, boolean switched) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_SEE);
        while ((switched ? watch.readsAfter() : watch.readsBefore()) < READS_TO_SEE && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private int tell(SwitchWatch watch, Path before, Path after) {
        out.println("4. What the reader saw");
        out.println("   release 1  " + Figures.count(watch.readsBefore()) + " times   " + shown(before));
        out.println("   release 2  " + Figures.count(watch.readsAfter()) + " times   " + shown(after));
        out.println("   faults     " + Figures.count(watch.faults()) + "   (open errors, mixtures, steps back)");
        if (watch.faults() > 0) {
            out.println("   The switch was not atomic: " + watch.firstFault());
            return 1;
        }
        if (before.equals(after) || watch.readsAfter() == 0) {
            out.println("   The second release did not become live.");
            return 1;
        }
        out.println("   One rename: every read had the whole old file or the whole new one.");
        return 0;
    }

    /** The directory that is live, whether by a link or not. */
    private Path pointsTo() throws IOException {
        return live.toRealPath();
    }

    private String shown(Path path) {
        try {
            return home.toRealPath().relativize(path).toString();
        } catch (IOException e) {
            return path.toString();
        }
    }

    private static String witness(int release) {
        return ("release " + release + "\n").repeat(WITNESS_LINES);
    }
}
