package dev.slipway.records.jdbc;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.DiskFull;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a database's failures mean. Its own texts have SQL, paths and values in them and go to the log alone. */
final class Failures {
    private static final String FULL = "no space is left on the disk of the records";
    private static final int MAX_CAUSES = 16;
    private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03", "HYT00", "90131", "57014");
    private static final Map<String, String> CLASSES = Map.of(
            "08", "the database cannot be reached",
            "28", "the database refuses the user or the password",
            "3D", "there is no database of that name",
            "42", "the database refuses the statement: rights or tables are missing",
            "53", "the database has run out of room or connections",
            "57", "the database is stopping or starting",
            "25", "the database can only be read");
    private static final Map<String, String> STATES = Map.of(
            "53100", FULL,
            "90020", "another process has the records open",
            "90030", "the file of the records is damaged",
            "90097", "the database can only be read");

    private Failures() {}

    /** A row with that key is there already. */
    static boolean isDuplicate(SQLException failure) {
        return "23505".equals(failure.getSQLState());
    }

    /** Others were faster or had it locked: the connection and the database are well. */
    static boolean isContention(SQLException failure) {
        return failure.getSQLState() != null && CONTENTION.contains(failure.getSQLState());
    }

    /** In a few words, fit for clients. */
    static String reason(Throwable failure) {
        if (isFull(failure)) {
            return FULL;
        }
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            if (cause instanceof UnwritableException) {
                return String.valueOf(cause.getMessage());
            }
            Optional<String> known = cause instanceof SQLException e ? bySqlState(e.getSQLState()) : Optional.empty();
            if (known.isPresent()) {
                return known.get();
            }
        }
        return "the database failed";
    }

    private static Optional<String> bySqlState(@org.jspecify.annotations.Nullable String state) {
        if (state == null || state.length() < 2) {
            return Optional.empty();
        }
        String known = STATES.get(state);
        return Optional.ofNullable(known == null ? CLASSES.get(state.substring(0, 2)) : known);
    }

    /** H2 wraps the failure of the disk several times. */
    static boolean isFull(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            if (cause instanceof IOException e && DiskFull.phrase(e).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** What clients are told: of a disk that became full under the records, as of one that became full under a release. */
    static DeployException told(Throwable failure) {
        return new DeployException(isFull(failure) ? Problem.NO_SPACE : Problem.RECORDS_FAILED,
                "The records of deployments: " + reason(failure), failure);
    }
}
