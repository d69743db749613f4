package dev.slipway.corpus;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * A client of the corpus that is slow or goes away: what it does in turn.
 *
 * @param expect what is to come of it, in words
 */
record SessionCase(String id, List<JsonArray> steps, String expect) {
    static Stream<SessionCase> all() {
        return HttpCase.manifest().filter(row -> row.getString("kind").equals("session")).map(SessionCase::of);
    }

    static SessionCase named(String prefix) {
        return all().filter(row -> row.id.startsWith(prefix)).findFirst().orElseThrow();
    }

    private static SessionCase of(JsonObject row) {
        return new SessionCase(row.getString("id"), row.getJsonArray("steps").getValuesAs(JsonArray.class),
                row.getString("expect"));
    }

    String project() {
        return "corpus-" + id;
    }

    @Override
    public String toString() {
        return id;
    }
}
