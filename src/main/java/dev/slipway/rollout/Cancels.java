package dev.slipway.rollout;

import dev.slipway.deploy.Replica;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Entries;
import dev.slipway.records.Entries.Entry;
import dev.slipway.records.Records;
import dev.slipway.rollout.Board.Posted;
import dev.slipway.rollout.Desired.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Cancels deployments of other nodes, and such as are being rolled out: who wants it writes that down. Who receives the deployment
 * answers there; of one that is rolled out only what is to be live says what became of it, since any node may lead it. {@link #ask}
 * is for any thread that may block; {@link #answer} for one thread.
 */
final class Cancels {
    static final String KEY = "cancel/";
    private static final String ANSWER = "answer";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int AGAIN_MILLIS = 100;

    private final Records records;
    private final Entries entries;
    private final Board board;
    private final EntryReader reader = new EntryReader();

    Cancels(Records records, Board board) {
        this.records = records;
        this.board = board;
        this.entries = records.entries();
    }

    private record Wish(DeploymentId deployment, String by, boolean answered) {}

    /**
     * Has a deployment cancelled, and waits until it is.
     *
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} when it is being made live or has ended, or nobody answers
     */
    void ask(ProjectName project, DeploymentId deployment, String by) {
        String key = KEY + deployment;
        long ended = rollOut(project, deployment).filter(of -> of.state() == State.DONE).map(Desired::generation).orElse(0L);
        long version = entries.find(key).map(Entry::version).orElse(0L);
        entries.put(key, EntryText.json(Map.of("by", by)), version);
        try {
            for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; Waits.pause(AGAIN_MILLIS)) {
                if (isTakenBack(project, deployment, ended) || isCancelled(deployment) || entries.find(key).map(Cancels::isAnswered).orElse(false)) {
                    return;
                }
            }
        } finally {
            entries.find(key).ifPresent(entry -> entries.delete(key, entry.version()));
        }
        throw new DeployException(Problem.NOT_POSSIBLE_NOW, "The server that carries out deployment " + deployment
                + " has not answered. Where it is gone, the deployment ends by itself");
    }

    private Optional<Desired> rollOut(ProjectName project, DeploymentId deployment) {
        return board.desired(project).map(Posted::desired).filter(of -> of.deployment().equals(deployment));
    }

    /**
     * Whether its roll-out was ended for a cancel before any node might make it live.
     *
     * @param ended generation of an earlier attempt under the same id
     * @throws DeployException when it goes on, or ended in another way
     */
    private boolean isTakenBack(ProjectName project, DeploymentId deployment, long ended) {
        Optional<Desired> now = rollOut(project, deployment).filter(of -> of.generation() > ended && of.state() != State.PREPARING);
        boolean cancelled = now.flatMap(Desired::undoes).filter(why -> why.code().equals(Problem.CANCELLED.code())).isPresent();
        if (now.isPresent() && !cancelled) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + deployment + " cannot be cancelled any more: "
                    + (now.get().undoes().isPresent() ? "it is taken back already" : "nodes may have made it live"));
        }
        return cancelled;
    }

    /** @throws DeployException when it ended in another way */
    private boolean isCancelled(DeploymentId deployment) {
        Optional<Status> ended = records.get(deployment).map(stored -> stored.deployment().status())
                .filter(Status::terminal);
        if (ended.isPresent() && ended.get() != Status.CANCELLED) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + deployment + " has ended");
        }
        return ended.isPresent();
    }

    /** @throws DeployException when it cannot be cancelled any more */
    private static boolean isAnswered(Entry entry) {
        Object answer = EntryText.object(entry.value()).get(ANSWER);
        if (answer instanceof String refusal && !refusal.isEmpty()) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, refusal);
        }
        return answer != null;
    }

    /**
     * Cancels what is received or kept here and tells so.
     *
     * @param handedOver whether what is to be live decides of a deployment of this node
     * @return what others want cancelled, and the reason
     */
    Map<DeploymentId, String> answer(Replica replica, Predicate<DeploymentId> handedOver) {
        Map<DeploymentId, String> wanted = new HashMap<>();
        for (Entry entry : entries.range(KEY)) {
            reader.read(entry, () -> wish(entry)).ifPresent(wish -> {
                if (!wish.answered() && entry.ageMillis() <= 2 * PATIENCE.toMillis()) {
                    wanted.put(wish.deployment(), "Deployment " + wish.deployment() + " was cancelled by "
                            + DeployException.printable(wish.by()));
                    if (!handedOver.test(wish.deployment())) {
                        answer(replica, entry, wish);
                    }
                }
            });
        }
        return wanted;
    }

    private static Wish wish(Entry entry) {
        Map<String, Object> object = EntryText.object(entry.value());
        return new Wish(new DeploymentId(entry.key().substring(KEY.length())), EntryText.string(object, "by"), object.containsKey(ANSWER));
    }

    private void answer(Replica replica, Entry entry, Wish wish) {
        replica.cancel(wish.deployment(), wish.by()).ifPresent(cancelled -> entries.put(entry.key(),
                EntryText.json(Map.of("by", wish.by(), ANSWER, cancelled.refusal())), entry.version()));
    }
}
