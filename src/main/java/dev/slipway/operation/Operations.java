package dev.slipway.operation;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The registry of operations by name. Immutable; any thread. */
public final class Operations {
    private final Map<String, Operation> byName;

    public Operations(Operation... operations) {
        this.byName = Stream.of(operations).collect(Collectors.toUnmodifiableMap(Operation::name, Function.identity()));
    }

    /**
     * Finds the operation, checks the caller's role and prepares the work.
     *
     * @param call the call; its field {@code operation} names the operation
     * @throws DeployException {@link Problem#INVALID_REQUEST} when no or an unknown operation is named,
     *     {@link Problem#FORBIDDEN} without the role, or whatever the operation itself refuses
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
        return operation.prepare(call);
    }
}
