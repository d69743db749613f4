package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.regex.Pattern;

/**
 * Name of a project: 1 to 100 ASCII letters, digits, dashes and underscores. It is used as a file name, therefore
 * nothing else is taken and nothing is stripped.
 */
public record ProjectName(String value) implements Comparable<ProjectName> {
    /** The text that the released Harper server answers, so that its clients recognise it. */
    public static final String RULE = "Project name can only contain alphanumeric, dash and underscores characters";

    private static final int MAX_LENGTH = 100;
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]+");

    /** @throws DeployException {@link Problem#INVALID_REQUEST} when the name breaks the rule */
    public ProjectName {
        if (!LEGAL.matcher(value).matches()) {
            throw new DeployException(Problem.INVALID_REQUEST, RULE);
        }
        if (value.length() > MAX_LENGTH) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "Project name can have at most " + MAX_LENGTH + " characters, not " + value.length());
        }
    }

    @Override
    public int compareTo(ProjectName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
