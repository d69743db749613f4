package dev.slipway.operation;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The operation object, read by name and type. The operation decides the type, not the notation: forms and query strings
 * have text for everything, so that {@code true} and {@code 300000} are a flag and a number where one is wanted.
 */
final class Fields {
    /** How a form says that there is none. */
    private static final String NULL = "null";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,18})?");

    private final Map<String, Object> values;

    Fields(Map<String, Object> values) {
        this.values = values;
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    /** A text; a number or a flag counts as the text it is written with. */
    Optional<String> text(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String || value instanceof Long || value instanceof Boolean) {
            return Optional.of(value.toString());
        }
        throw new DeployException(Problem.INVALID_REQUEST, "'" + name + "' must be a string");
    }

    /** The field {@code project}. */
    ProjectName project() {
        return new ProjectName(text("project")
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new DeployException(Problem.INVALID_REQUEST, "'project' is required")));
    }

    /** A deployment's id; {@code null} in a form counts as none. */
    Optional<DeploymentId> deploymentId(String name) {
        return text(name).filter(text -> !text.equals(NULL)).map(DeploymentId::new);
    }

    /** A deployment's id that must be there. */
    DeploymentId requireDeploymentId(String name) {
        return deploymentId(name).orElseThrow(
                () -> new DeployException(Problem.INVALID_REQUEST, "'" + name + "' is required"));
    }

    /** A whole number; empty when there is none. */
    Optional<Long> whole(String name) {
        requireNumber(name);
        Object value = values.get(name);
        if (value == null || value.equals(NULL)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(value.toString()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) { // a part of one, too many digits, no number at all
            throw new DeployException(Problem.INVALID_REQUEST, "'" + name + "' must be a whole number", e);
        }
    }

    /** A number, or a text, as text; {@code null} and nothing in a form count as none. */
    Optional<String> amount(String name) {
        Object value = values.get(name);
        return value instanceof Number ? Optional.of(value.toString())
                : text(name).filter(text -> !text.isEmpty() && !text.equals(NULL));
    }

    Optional<Boolean> flag(String name) {
        Object value = values.get(name);
        if (value == null || value.equals(NULL)) {
            return Optional.empty();
        }
        if (value instanceof Boolean flag) {
            return Optional.of(flag);
        }
        if ("true".equals(value) || "false".equals(value)) {
            return Optional.of("true".equals(value));
        }
        throw new DeployException(Problem.INVALID_REQUEST, "'" + name + "' must be a boolean");
    }

    void requireNumber(String name) {
        Object value = values.get(name);
        boolean number = value instanceof Number || value instanceof String text && NUMBER.matcher(text).matches();
        if (value != null && !value.equals(NULL) && !number) {
            throw new DeployException(Problem.INVALID_REQUEST, "'" + name + "' must be a number");
        }
    }

    /** A whole number from 0 to the most. @throws DeployException {@link Problem#INVALID_REQUEST} for any other */
    int bounded(String name, long usual, int most) {
        long value = whole(name).orElse(usual);
        if (value < 0 || value > most) {
            throw new DeployException(Problem.INVALID_REQUEST, "'" + name + "' must be between 0 and " + most);
        }
        return (int) value;
    }

    /**
     * Names that the operation does not know, to be told in a warning.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} for names that begin with an underscore
     */
    List<String> unknown(Set<String> known) {
        List<String> unknown = new ArrayList<>();
        for (String name : values.keySet()) {
            if (name.startsWith("_")) {
                throw new DeployException(Problem.INVALID_REQUEST, "The field '" + DeployException.printable(name)
                        + "' is not allowed: names beginning with an underscore are reserved");
            }
            if (!known.contains(name)) {
                unknown.add(DeployException.printable(name));
            }
        }
        return unknown;
    }
}
