package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code Idempotency-Key}s of the last day, so that a request that is sent again is not carried out again: each stands
 * for one deployment of its user. Kept in memory, bounded, the oldest go first; read from the records at start-up. Any
 * thread; but for {@link #load} nothing blocks.
 */
public final class RetryKeys {
    /** How long a key is kept. */
    static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST = 10_000;

    /** @param asked what was asked for; empty for what an earlier process was asked */
    private record Use(DeploymentId id, ProjectName project, Optional<String> asked, Optional<Digest> declared, long at) {}

    private final Map<Digest, Use> uses = new LinkedHashMap<>(); // guarded by this

    /** What a key is kept as. */
    public static Digest hash(String user, String key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(user.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return Digest.of(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Reads those of the last day from the records; once, at start-up. */
    public synchronized void load(Records records, String home) {
        long since = System.currentTimeMillis() - KEPT.toMillis();
        Filter wanted = Filter.ALL.at(home).between(Optional.of(since), Optional.empty()).withRetryKeys();
        for (int offset = 0; offset < MOST; offset += Records.MAX_PAGE) {
            List<Records.Stored> page = records.list(wanted, Records.MAX_PAGE, offset).deployments();
            for (Records.Stored stored : page) {
                Deployment one = stored.deployment();
                one.origin().retryKey().filter(key -> !mayTryAgain(one)).ifPresent(key -> uses.putIfAbsent(key,
                        new Use(one.id(), one.project(), Optional.empty(), one.archive().digest(), one.course().startedAt())));
            }
            if (page.size() < Records.MAX_PAGE) {
                return;
            }
        }
    }

    /**
     * Whose request this is.
     *
     * @param id the deployment that it is to be, if it is a new one
     * @param asked what is asked for, in words that are the same when the same is asked for again
     * @return the deployment that has the key already; empty when it is {@code id} from now on
     * @throws DeployException {@link Problem#RETRY_KEY_REUSED} when that was about another project or digest, or asked for something else
     */
    public synchronized Optional<DeploymentId> use(Digest key, DeploymentId id, ProjectName project, String asked,
            Optional<Digest> declared) {
        long now = System.currentTimeMillis();
        uses.values().removeIf(use -> now - use.at() > KEPT.toMillis());
        Use known = uses.get(key);
        if (known == null) {
            if (uses.size() >= MOST) {
                uses.remove(uses.keySet().iterator().next());
            }
            uses.put(key, new Use(id, project, Optional.of(asked), declared, now));
            return Optional.empty();
        }
        boolean otherDigest = declared.isPresent() && known.declared().isPresent() && !declared.equals(known.declared());
        boolean otherWish = known.asked().isPresent() && !known.asked().get().equals(asked);
        if (!known.project().equals(project) || otherDigest || otherWish) {
            throw new DeployException(Problem.RETRY_KEY_REUSED,
                    "This Idempotency-Key was used for deployment " + known.id() + " of " + known.project()
                            + known.asked().map(before -> ", which was asked to " + before).orElse(""));
        }
        return Optional.of(known.id());
    }

    /** A deployment has ended: a key whose request may succeed when it is sent again is free again. */
    public synchronized void ended(Digest key, Deployment deployment) {
        Use known = uses.get(key);
        if (known == null || !known.id().equals(deployment.id())) {
            return;
        }
        if (mayTryAgain(deployment)) {
            uses.remove(key);
        } else {
            uses.put(key, new Use(known.id(), known.project(), known.asked(), deployment.archive().digest().or(known::declared),
                    known.at()));
        }
    }

    /** Frees a key whose deployment did not begin after all. */
    public synchronized void free(Digest key, DeploymentId id) {
        uses.computeIfPresent(key, (same, use) -> use.id().equals(id) ? null : use);
    }

    private static boolean mayTryAgain(Deployment deployment) {
        return deployment.error().map(error -> retryable(error.code())).orElse(false);
    }

    private static boolean retryable(String code) {
        for (Problem problem : Problem.values()) {
            if (problem.code().equals(code)) {
                return problem.retryable();
            }
        }
        return true; // that of a server that stopped
    }
}
