package dev.slipway.client;

import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.Set;

/**
 * What is asked before anything is packed: whether this is a Slipway server that knows the user and lets the user
 * deploy, and what it takes. {@code OPTIONS} tells all of it; where that is not understood, {@code registration_info}
 * tells who answers.
 */
final class Introduction {
    private static final Set<Integer> SAME_FOR_EVERY_METHOD = Set.of(401, 407, 408, 429, 502, 503, 504);

    private final Channel channel;
    private final ProjectName project;

    Introduction(Channel channel, ProjectName project) {
        this.channel = channel;
        this.project = project;
    }

    /** @throws DeployFailedException when a deploy would fail too */
    ServerOffer ask(Exchange.Ticker ticker) throws DeployFailedException {
        Answer answer = channel.ask("OPTIONS", project, ticker);
        Map<String, Object> fields = answer.json();
        if (!answer.isSuccess() || !fields.containsKey("payload_types")) {
            requireThatAnotherMethodMayDo(answer);
            return ServerOffer.of(name(ticker));
        }
        requireRole(answer);
        return ServerOffer.of(fields.get("server") instanceof String server ? server : name(ticker), fields);
    }

    private void requireThatAnotherMethodMayDo(Answer answer) throws DeployFailedException {
        Problem problem = Verdict.problem(answer);
        if (problem == Problem.FORBIDDEN) {
            throw forbidden("This user has no role on " + channel.target(), answer);
        }
        boolean redirected = answer.status() >= 300 && answer.status() < 400;
        boolean slipways = problem != null && problem != Problem.NOT_FOUND && problem != Problem.METHOD_NOT_ALLOWED;
        if (slipways || redirected || SAME_FOR_EVERY_METHOD.contains(answer.status())) {
            throw Verdict.failure(channel.target(), answer);
        }
    }

    private void requireRole(Answer answer) throws DeployFailedException {
        for (Role role : Role.values()) {
            if (role.realmName().equals(answer.json().get("role")) && !role.includes(Role.DEPLOYER)) {
                throw forbidden("This user has only the role " + role.realmName() + " on " + channel.target(), answer);
            }
        }
    }

    private static DeployFailedException forbidden(String what, Answer answer) {
        return DeployFailedException.answered(FailureKind.REFUSED, Problem.FORBIDDEN.code(),
                what + "; a deploy needs the role " + Role.DEPLOYER.realmName(),
                "Ask an administrator of the server for that role.", answer);
    }

    private String name(Exchange.Ticker ticker) throws DeployFailedException {
        Answer answer = channel.askWhoItIs(ticker);
        Map<String, Object> fields = answer.json();
        if (Verdict.problem(answer) == Problem.NOT_FOUND) {
            throw DeployFailedException.answered(FailureKind.REFUSED, Problem.NOT_FOUND.code(),
                    "There is a Slipway server, but " + channel.target() + " is not its address",
                    "Give the address of the server itself: the context path of its application, which is / when it runs"
                            + " alone, and nothing behind it.", answer);
        }
        if (!answer.isSuccess()) {
            throw Verdict.failure(channel.target(), answer);
        }
        if (fields.get("version") instanceof String version) {
            if (fields.get("server") instanceof String server) {
                return server;
            }
            throw ForeignAnswer.harper(channel.target(), version, answer);
        }
        throw ForeignAnswer.explain(channel.target(), answer);
    }
}
