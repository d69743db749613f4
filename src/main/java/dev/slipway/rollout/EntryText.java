package dev.slipway.rollout;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.rollout.Desired.Allowed;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.Outcome;
import dev.slipway.rollout.Desired.State;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What nodes tell each other as JSON, and back. What cannot be read throws a {@link RuntimeException}: a program of another
 * version may have written it. Stateless.
 */
final class EntryText {
    private static final String RELEASE = "release";
    private static final String GENERATION = "generation";

    private EntryText() {}

    static String of(Desired desired) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put(GENERATION, desired.generation());
        object.put("since", desired.since());
        object.put("deployment", desired.deployment().value());
        object.put(RELEASE, text(desired.release()));
        object.put("previous", text(desired.previous()));
        Manner manner = desired.manner();
        object.put("batch", manner.batch());
        object.put("restart", manner.restart());
        object.put("ignores_errors", manner.ignoresErrors());
        object.put("returns", manner.returns());
        object.put("copies", manner.copies());
        object.put("timeout", manner.timeout());
        object.put("drop", manner.drop());
        object.put("again", manner.again());
        object.put("state", desired.state().name().toLowerCase(Locale.ROOT));
        object.put("all", desired.allowed().all());
        object.put("nodes", desired.allowed().nodes().stream().sorted().toList());
        object.put("deadline", desired.deadline());
        object.put("undoes", desired.undoes().map(EntryText::object).orElse(null));
        object.put("before", desired.before());
        desired.outcome().ifPresent(how -> {
            object.put("partly", how.partly());
            object.put("reason", how.reason().map(EntryText::object).orElse(null));
            object.put("recorded", how.recorded());
        });
        return json(object);
    }

    static Desired desired(ProjectName project, String json) {
        Map<String, Object> object = object(json);
        Manner manner = new Manner((int) number(object, "batch"), flag(object, "restart"), flag(object, "ignores_errors"),
                flag(object, "returns"), (int) number(object, "copies"), number(object, "timeout"), flag(object, "drop"),
                Boolean.TRUE.equals(object.get("again")));
        Set<String> nodes = new HashSet<>();
        list(object.get("nodes")).forEach(node -> nodes.add((String) node));
        long generation = number(object, GENERATION);
        return new Desired(project, generation, object.containsKey("since") ? number(object, "since") : generation,
                id(object.get("deployment")),
                Optional.ofNullable(object.get(RELEASE)).map(EntryText::id),
                Optional.ofNullable(object.get("previous")).map(EntryText::id), object.containsKey("before") ? number(object, "before") : 0, manner,
                State.valueOf(string(object, "state").toUpperCase(Locale.ROOT)),
                new Allowed(flag(object, "all"), nodes), number(object, "deadline"),
                Optional.ofNullable(object.get("undoes")).map(EntryText::trouble),
                object.containsKey("recorded") ? Optional.of(outcome(object)) : Optional.empty());
    }

    private static Outcome outcome(Map<String, Object> object) {
        return new Outcome(flag(object, "partly"), Optional.ofNullable(object.get("reason")).map(EntryText::trouble),
                flag(object, "recorded"));
    }

    static String of(Observed observed) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put(GENERATION, observed.generation());
        object.put("held", observed.held().stream().map(DeploymentId::value).sorted().toList());
        object.put("live", text(observed.live()));
        Map<String, Object> refused = new LinkedHashMap<>();
        observed.refused().forEach((attempt, why) -> refused.put(attempt, object(why)));
        object.put("refused", refused);
        object.put("trouble", observed.trouble().map(EntryText::object).orElse(null));
        object.put("at", observed.at());
        object.put("began", observed.began());
        return json(object);
    }

    static Observed observed(ProjectName project, String json) {
        Map<String, Object> object = object(json);
        Set<DeploymentId> held = new HashSet<>();
        list(object.get("held")).forEach(release -> held.add(id(release)));
        Map<String, Trouble> refused = new HashMap<>();
        map(object.get("refused")).forEach((attempt, why) -> refused.put(attempt, trouble(why)));
        return new Observed(project, number(object, GENERATION), held,
                Optional.ofNullable(object.get("live")).map(EntryText::id), refused,
                Optional.ofNullable(object.get("trouble")).map(EntryText::trouble), number(object, "at"),
                object.containsKey("began") ? number(object, "began") : 0);
    }

    static String of(Recipe recipe) {
        return json(object(recipe));
    }

    static Recipe recipe(ProjectName project, DeploymentId release, String json) {
        return recipe(project, release, object(json));
    }

    private static Map<String, Object> object(Recipe recipe) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("digest", recipe.digest().hex());
        object.put("stripped", recipe.stripped());
        return object;
    }

    private static Recipe recipe(ProjectName project, DeploymentId release, Map<String, Object> object) {
        return new Recipe(project, release, new Digest(string(object, "digest")), (int) number(object, "stripped"));
    }

    static String of(Hold hold) {
        Map<String, Object> object = object(hold.recipe());
        object.put("attempt", hold.attempt());
        object.put("until", hold.until());
        return json(object);
    }

    static Hold hold(ProjectName project, DeploymentId release, String json) {
        Map<String, Object> object = object(json);
        return new Hold(recipe(project, release, object), string(object, "attempt"), number(object, "until"));
    }

    private static @Nullable String text(Optional<DeploymentId> id) {
        return id.map(DeploymentId::value).orElse(null);
    }

    private static Map<String, Object> object(Trouble trouble) {
        return Map.of("code", trouble.code(), "message", trouble.message());
    }

    private static Trouble trouble(Object value) {
        Map<String, Object> object = map(value);
        return new Trouble(string(object, "code"), string(object, "message"));
    }

    static String json(Map<String, ?> object) {
        return new String(ObjectWriter.write(object, Format.JSON), StandardCharsets.UTF_8);
    }

    static Map<String, Object> object(String json) {
        return ObjectReader.read(json.getBytes(StandardCharsets.UTF_8), Format.JSON);
    }

    private static DeploymentId id(Object value) {
        return new DeploymentId((String) value);
    }

    static long number(Map<String, Object> object, String key) {
        return ((Number) value(object, key)).longValue();
    }

    static boolean flag(Map<String, Object> object, String key) {
        return (Boolean) value(object, key);
    }

    static String string(Map<String, Object> object, String key) {
        return (String) value(object, key);
    }

    private static Object value(Map<String, Object> object, String key) {
        Object value = object.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }

    static Collection<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
