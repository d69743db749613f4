package dev.slipway.operation;

import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Spool;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The registry of operations by name. Immutable; any thread. */
public final class Operations {
    private final Map<String, Operation> byName;

    private final Spool spool;

    /** @param spool where payloads wait that come before their operation */
    public Operations(Spool spool, Operation... operations) {
        this.spool = spool;
        this.byName = Stream.of(operations).collect(Collectors.toUnmodifiableMap(Operation::name, Function.identity()));
    }

    /**
     * Finds the operation, checks the caller's role and projects, and prepares the work.
     *
     * @param call the call; its field {@code operation} names the operation
     * @throws DeployException {@link Problem#INVALID_REQUEST} when no or an unknown operation is named,
     *     {@link Problem#FORBIDDEN} without the role or for another project, or whatever the operation itself refuses
     */
    public Job prepare(Call call) {
        if (!(call.fields().get("operation") instanceof String name) || name.isEmpty()) {
            throw new DeployException(Problem.INVALID_REQUEST, "Request body must include an 'operation' property.");
        }
        Operation operation = byName.get(name);
        if (operation == null) {
            throw new DeployException(
                    Problem.INVALID_REQUEST, "Operation '" + DeployException.printable(name) + "' not found");
        }
        call.caller().require(operation.role());
        if (operation.namesProject()) {
            call.caller().requireProjectOf(call.fields());
        }
        return operation.prepare(call);
    }

    /**
     * Whether an operation needs more than to look.
     *
     * @param name its name; what is no name of one changes nothing
     */
    public boolean changes(@Nullable Object name) {
        Operation known = name instanceof String text ? byName.get(text) : null;
        return known != null && known.role() != Role.VIEWER;
    }

    /**
     * The job of a payload that comes before its operation object.
     *
     * @throws DeployException {@link Problem#FORBIDDEN} for those who may not deploy: such bytes go to the disk unread
     */
    public SpooledJob spool(Caller caller) {
        caller.require(Role.DEPLOYER);
        return new SpooledJob(spool);
    }
}
