package dev.slipway.operation;

import dev.slipway.config.Amount;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.deploy.Spread;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the fields of {@code deploy_component} ask for.
 *
 * @param queue whether it may wait for other deployments of the project
 * @param release the release to be made live, when no archive is sent
 * @param warnings of what is passed over
 */
record DeployFields(Wish wish, boolean queue, Optional<DeploymentId> release, List<String> warnings) {
    /**
     * Fields that are known. Clients of Harper repeat their credentials and the target in the body; those are neither
     * used nor kept.
     */
    private static final Set<String> KNOWN = Set.of("operation", "project", "package", "payload", "restart",
            "replicated", "force", "activate", "deployment_id", "deployment_timeout", "ignore_replication_errors",
            "message", "queue", "strip_components", "install_command", "install_timeout", "install_allow_scripts", "username", "password",
            "target", "cborEncode");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}([.][0-9]{1,9})?");
    private static final int MAX_MESSAGE = 1000;
    /** Unknown fields that are named in warnings. */
    private static final int MAX_NAMED = 10;

    /** @throws DeployException {@link Problem#INVALID_REQUEST} when a field has no legal value */
    static DeployFields read(Fields fields) {
        String restart = restart(fields);
        fields.requireNumber("install_timeout");
        refuseOtherSources(fields);
        Optional<DeploymentId> release = fields.deploymentId("deployment_id");
        boolean activate = fields.flag("activate").orElse(true);
        if (release.isPresent() && !activate) {
            throw new DeployException(Problem.INVALID_REQUEST, "'activate' cannot be false with a 'deployment_id'");
        }
        int stripped = fields.bounded("strip_components", 0, Wish.MAX_STRIPPED);
        if (release.isPresent() && stripped > 0) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "'strip_components' is for an archive that is sent, not for a 'deployment_id'");
        }
        return new DeployFields(new Wish(activate, message(fields), restart, stripped,
                spread(fields)), fields.flag("queue").orElse(false), release,
                unknown(fields, KNOWN));
    }

    /**
     * To which servers of a cluster it goes.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when a field has no legal value
     */
    static Spread spread(Fields fields) {
        return new Spread(fields.flag("replicated").orElse(true), fields.flag("ignore_replication_errors").orElse(false),
                timeout(fields));
    }

    /** A number is seconds. */
    private static Optional<Duration> timeout(Fields fields) {
        try {
            Optional<Duration> time = fields.amount("deployment_timeout").map(DeployFields::duration);
            if (time.filter(given -> given.toMillis() < 1 || given.compareTo(Spread.LONGEST) > 0).isEmpty()) {
                return time;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new DeployException(Problem.INVALID_REQUEST, "'deployment_timeout' must be a number of seconds, or a time such as 90s, 10m or 2h", e);
        }
        throw new DeployException(Problem.INVALID_REQUEST, "'deployment_timeout' must be more than 0 and at most "
                + Spread.LONGEST.toHours() + "h; a number without a unit is seconds");
    }

    private static Duration duration(String text) {
        return SECONDS.matcher(text).matches()
                ? Duration.ofMillis(new BigDecimal(text).movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact())
                : Amount.duration(text);
    }

    /** Why, as the client says. */
    static Optional<String> message(Fields fields) {
        Optional<String> message = fields.text("message");
        if (message.orElse("").length() > MAX_MESSAGE) {
            throw new DeployException(
                    Problem.INVALID_REQUEST, "'message' can have at most " + MAX_MESSAGE + " characters");
        }
        return message;
    }

    /** A warning for each field that is not known, for some of them. */
    static List<String> unknown(Fields fields, Set<String> known) {
        List<String> warnings = new ArrayList<>();
        List<String> unknown = fields.unknown(known);
        for (String name : unknown.subList(0, Math.min(MAX_NAMED, unknown.size()))) {
            warnings.add("The field '" + name + "' is not known and was ignored");
        }
        if (unknown.size() > MAX_NAMED) {
            warnings.add((unknown.size() - MAX_NAMED) + " more fields are not known and were ignored");
        }
        return warnings;
    }

    /** What is to be restarted: {@code false}, {@code true} or {@code rolling}. */
    static String restart(Fields fields) {
        try {
            String given = fields.text("restart").orElse("false");
            return given.equals("rolling") ? given : fields.flag("restart").orElse(false).toString();
        } catch (DeployException e) {
            throw new DeployException(Problem.INVALID_REQUEST, "'restart' must be one of [boolean, rolling]", e);
        }
    }

    /** What would change which bytes become live, and is not offered, is refused rather than passed over. */
    private static void refuseOtherSources(Fields fields) {
        if (fields.has("package")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "Deploying from a package is not enabled on this server: send the archive as payload");
        }
        if (fields.has("install_command")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "Install commands are not enabled on this server: send a component that is already built");
        }
    }
}
