package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One deploy at a time per project becomes live, in the order in which they came. A claim is taken without waiting and
 * held until the deployment has ended; one that does not want to queue is refused while there are others. Claims of
 * different projects know nothing of each other. Any thread; nothing blocks.
 */
public final class ProjectQueues {
    private final int longest;
    private final Map<ProjectName, List<Claim>> queues = new HashMap<>(); // guarded by itself

    /** @param longest most claims that wait behind the one that has the project ({@code max-queued-deploys}) */
    public ProjectQueues(int longest) {
        this.longest = longest;
    }

    /**
     * Takes the project for one deployment, or a place in the queue for it.
     *
     * @param queue whether it may come after others
     * @throws DeployException {@link Problem#PROJECT_BUSY} naming the holder, its phase and since when
     */
    public Claim claim(ProjectName project, DeploymentId id, String user, boolean queue) {
        Claim mine = new Claim(project, id, user, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        synchronized (queues) {
            List<Claim> claims = queues.computeIfAbsent(project, name -> new ArrayList<>());
            if (!claims.isEmpty() && (!queue || claims.size() > longest)) {
                throw busy(project, claims, queue);
            }
            claims.add(mine);
            if (claims.size() > 1) {
                return mine;
            }
        }
        mine.turn.complete(null);
        return mine;
    }

    private static DeployException busy(ProjectName project, List<Claim> claims, boolean queue) {
        Claim holder = claims.get(0);
        String more = claims.size() > 1 ? "; behind it wait " + (claims.size() - 1) : "";
        String full = queue ? " The queue is full; the setting is slipway.max-queued-deploys" : "";
        return DeployException.busy(holder.id.value(), "Project " + project + " is being deployed by " + holder.user
                + ": deployment " + holder.id + ", " + holder.phase.label() + ", since " + holder.since + more + "."
                + full);
    }

    /** Who has the project now. */
    public Optional<Claim> holder(ProjectName project) {
        synchronized (queues) {
            return Optional.ofNullable(queues.get(project)).map(claims -> claims.get(0));
        }
    }

    /** Projects that are claimed now. */
    public int held() {
        synchronized (queues) {
            return queues.size();
        }
    }

    /** Ends the wait of all that have not had their turn, because the server stops. */
    public void stop() {
        List<Claim> waiting = new ArrayList<>();
        synchronized (queues) {
            queues.values().forEach(claims -> waiting.addAll(claims.subList(1, claims.size())));
        }
        DeployException reason = new DeployException(Problem.SHUTTING_DOWN, "The server is stopping");
        waiting.forEach(claim -> claim.turn.completeExceptionally(reason));
    }

    private void leave(Claim claim) {
        Claim next = null;
        synchronized (queues) {
            List<Claim> claims = queues.get(claim.project);
            if (claims == null || !claims.remove(claim)) {
                return;
            }
            if (claims.isEmpty()) {
                queues.remove(claim.project);
            } else {
                next = claims.get(0);
            }
        }
        if (next != null) {
            next.turn.complete(null);
        }
    }

    /** The right to deploy one project in its turn; closing it, from any thread and more than once, gives it back. */
    public final class Claim implements AutoCloseable {
        private final ProjectName project;
        private final DeploymentId id;
        private final String user;
        private final Instant since;
        private final CompletableFuture<Void> turn = new CompletableFuture<>();
        private volatile Phase phase = Phase.RECEIVING;

        private Claim(ProjectName project, DeploymentId id, String user, Instant since) {
            this.project = project;
            this.id = id;
            this.user = user;
            this.since = since;
        }

        /** The deployment that holds the project. */
        public DeploymentId id() {
            return id;
        }

        /** Where the deployment stands; shown to those who are refused. */
        public Phase phase() {
            return phase;
        }

        void enter(Phase next) {
            phase = next;
        }

        /**
         * Done when all that came before have ended; may be completed exceptionally by whoever cancels. Dependent actions
         * run on the thread that gives the project back: hand long ones to an executor.
         */
        CompletableFuture<Void> turn() {
            return turn;
        }

        @Override
        public void close() {
            leave(this);
        }
    }
}
