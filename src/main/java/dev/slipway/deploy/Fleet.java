package dev.slipway.deploy;

import dev.slipway.model.ChunkDigests;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The servers that share their records with this one and are to have what it has. Methods block for seconds at most; worker
 * threads only.
 */
public interface Fleet {
    /** A server without others. */
    Fleet NONE = new NoFleet();

    /** Whether there are no others: then nothing else here is called. */
    boolean alone();

    /**
     * Takes a project on all servers while an archive arrives.
     *
     * @throws DeployException {@link Problem#PROJECT_BUSY} when another server has it, {@link Problem#RECORDS_FAILED}
     */
    Claim claim(ProjectName project, DeploymentId id);

    /** A project that was taken; closing it gives it back, and never fails. */
    interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Has a release made live on every server; it is complete on this one, or was live before.
     *
     * @return completed when it has ended: with how the servers took it, or with a {@link DeployException} that names those
     *     that did not
     * @throws DeployException {@link Problem#PROJECT_BUSY} when another roll-out of the project is not over,
     *     {@link Problem#RECORDS_FAILED}
     */
    CompletionStage<Taken> launch(Order order);

    /**
     * From now on this server has of a project what it is told itself, until the next roll-out of the project.
     *
     * @throws DeployException {@link Problem#PROJECT_BUSY} while one is under way, {@link Problem#RECORDS_FAILED}
     */
    void apart(ProjectName project);

    /** Tells the others how to make a release that only this server has; they do nothing with it yet. */
    void tell(ProjectName project, DeploymentId release, Source archive);

    /** What is to be live on every server. @param here what is live on this one, which counts where nothing has been said */
    Optional<DeploymentId> live(ProjectName project, Optional<DeploymentId> here);

    /** Whether a release can be made live everywhere: a server that can be reached has it, and the others can make it. */
    boolean has(ProjectName project, DeploymentId release);

    /** What stays on every server whatever the limits say. @throws DeployException {@link Problem#RECORDS_FAILED} */
    Wanted wanted();

    /** What was to be live before the roll-out that is under way; empty when none is. */
    Optional<UnderWay> underWay(ProjectName project);

    /** Has every server get a release ready and keep it. The rest is as for {@link #launch}. */
    CompletionStage<Taken> keep(Order order);

    /** Has a project dropped on every server. The rest is as for {@link #launch}. */
    CompletionStage<Taken> drop(ProjectName project);

    /**
     * What is to be rolled out.
     *
     * @param run hears how far it is
     * @param release is made live
     * @param archive how others get it; empty for one that they were told of before
     * @param wish how it is done
     */
    record Order(Run run, DeploymentId release, Optional<Source> archive, Wish wish) {}

    /**
     * What a release is made from.
     *
     * @param stripped leading components of each path that are taken off
     */
    record Source(Digest digest, ChunkDigests chunks, int stripped) {}

    /**
     * How a roll-out is done.
     *
     * @param restart {@code false}, {@code true} or {@code rolling}
     * @param spread what is done about servers that fail or are late
     * @param back whether the release was live before: then no server waits for another, and a roll-out that is under way is
     *     stopped for it
     */
    record Wish(String restart, Spread spread, boolean back) {
        /** Whether one server after the other takes it. */
        public boolean rolling() {
            return restart.equals("rolling");
        }
    }

    /**
     * A roll-out that has not ended.
     *
     * @param deployment which it is
     * @param before what was to be live before it; empty for nothing
     */
    record UnderWay(DeploymentId deployment, Optional<DeploymentId> before) {}

    /** How the servers took it. @param servers one object for each, as clients get it */
    record Taken(List<Map<String, @Nullable Object>> servers) {}
}
