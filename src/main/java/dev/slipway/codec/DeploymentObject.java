package dev.slipway.codec;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Failure;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.Deployment.Origin;
import dev.slipway.model.Deployment.PhaseTime;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A deployment's record as the object that clients get and engines keep, and back. Stateless; any thread. */
public final class DeploymentObject {
    private static final String EVENTS = "event_log";
    private static final String HOME = "_home";
    private static final String ADDRESS = "_address";
    private static final String RETRY_KEY = "_retry_key";

    private DeploymentObject() {}

    /** What clients get, without the events: absent values are null. */
    public static Map<String, Object> summary(Deployment deployment) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("deployment_id", deployment.id().value());
        object.put("project", deployment.project().value());
        object.put("kind", deployment.kind().name().toLowerCase(Locale.ROOT));
        course(object, deployment.course());
        object.put("release_id", deployment.lineage().release().value());
        object.put("previous", text(deployment.lineage().previous()));
        object.put("rollback_of", text(deployment.lineage().rollbackOf()));
        archive(object, deployment.archive());
        Origin origin = deployment.origin();
        object.put("user", origin.user());
        object.put("message", origin.message().orElse(null));
        object.put("restart_mode", origin.restart());
        object.put("origin_node", origin.node());
        object.put("package_identifier", null);
        object.put("peer_results", List.of());
        return nullable(object);
    }

    private static void course(Map<String, @Nullable Object> object, Course course) {
        object.put("status", course.status().label());
        object.put("phase", course.phase().label());
        object.put("started_at", course.startedAt());
        object.put("completed_at", course.completedAt().orElse(null));
        object.put("phases", course.phases().stream().map(DeploymentObject::phase).toList());
        object.put("error", course.error().map(DeploymentObject::failure).orElse(null));
    }

    private static Map<String, Object> phase(PhaseTime time) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", time.phase().label());
        object.put("started_at", time.startedAt());
        object.put("duration_ms", time.durationMillis().orElse(null));
        return nullable(object);
    }

    private static Map<String, Object> failure(Failure failure) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("message", failure.message());
        object.put("code", failure.code());
        object.put("phase", failure.phase().label());
        return object;
    }

    private static void archive(Map<String, @Nullable Object> object, Archive archive) {
        object.put("payload_hash", archive.digest().map(Digest::hex).orElse(null));
        object.put("payload_size", archive.size());
        object.put("payload_type", archive.mediaType().orElse(null));
        object.put("payload_blob_present", archive.kept());
        object.put("files", archive.files());
        object.put("unpacked_size", archive.unpackedBytes());
    }

    /** What clients get, with the events. */
    public static Map<String, Object> whole(Deployment deployment) {
        Map<String, Object> object = summary(deployment);
        object.put("peer_results", PeerResults.of(deployment.events()));
        object.put(EVENTS, events(deployment.events()));
        return object;
    }

    /** The events, oldest first. */
    public static List<Map<String, Object>> events(List<DeploymentEvent> events) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (DeploymentEvent event : events) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("id", event.id());
            object.put("event", event.name());
            object.put("at", event.at());
            object.put("data", event.data());
            objects.add(object);
        }
        return objects;
    }

    /** What an engine keeps: the summary and what clients do not get; the events are kept apart. */
    public static Map<String, Object> kept(Deployment deployment) {
        Map<String, Object> object = summary(deployment);
        object.put(HOME, deployment.origin().home());
        object.put(ADDRESS, deployment.origin().address());
        deployment.origin().retryKey().ifPresent(key -> object.put(RETRY_KEY, key.hex()));
        return object;
    }

    /**
     * What {@link #kept} and {@link #events} made, read back.
     *
     * @throws DeployException or ClassCastException or NullPointerException or IllegalArgumentException when it is not
     *     such an object
     */
    public static Deployment read(Map<String, Object> kept, List<Map<String, Object>> events) {
        Fields fields = new Fields(kept);
        return new Deployment(
                new DeploymentId(fields.text("deployment_id")),
                new ProjectName(fields.text("project")),
                Kind.valueOf(fields.text("kind").toUpperCase(Locale.ROOT)),
                new Origin(fields.text("user"), fields.text(ADDRESS), fields.text("origin_node"), fields.text(HOME),
                        fields.maybe("message"), fields.text("restart_mode"), fields.maybe(RETRY_KEY).map(Digest::new)),
                new Lineage(new DeploymentId(fields.text("release_id")),
                        fields.maybe("previous").map(DeploymentId::new),
                        fields.maybe("rollback_of").map(DeploymentId::new)),
                new Archive(fields.maybe("payload_hash").map(Digest::new), fields.number("payload_size"),
                        fields.maybe("payload_type"), fields.flag("payload_blob_present"), fields.number("files"),
                        fields.number("unpacked_size")),
                course(fields),
                events.stream().map(DeploymentObject::event).toList());
    }

    private static Course course(Fields fields) {
        return new Course(
                Status.of(fields.text("status")).orElseThrow(),
                Phase.of(fields.text("phase")).orElseThrow(),
                fields.objects("phases").stream().map(phase -> new PhaseTime(
                        Phase.of(phase.text("name")).orElseThrow(), phase.number("started_at"),
                        phase.maybeNumber("duration_ms"))).toList(),
                fields.number("started_at"),
                fields.maybeNumber("completed_at"),
                fields.object("error").map(error -> new Failure(error.text("message"), error.text("code"),
                        Phase.of(error.text("phase")).orElseThrow())));
    }

    @SuppressWarnings("unchecked")
    private static DeploymentEvent event(Map<String, Object> object) {
        Fields fields = new Fields(object);
        return new DeploymentEvent(fields.number("id"), fields.text("event"), fields.number("at"),
                (Map<String, Object>) object.get("data"));
    }

    private static @Nullable String text(Optional<DeploymentId> id) {
        return id.map(DeploymentId::value).orElse(null);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> nullable(Map<String, @Nullable Object> object) {
        return (Map<String, Object>) (Map<String, ?>) object;
    }

    /** An object that was read, by name and type. */
    private record Fields(Map<String, Object> values) {
        String text(String name) {
            return maybe(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
        }

        Optional<String> maybe(String name) {
            return Optional.ofNullable((String) values.get(name));
        }

        long number(String name) {
            return maybeNumber(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
        }

        Optional<Long> maybeNumber(String name) {
            return Optional.ofNullable((Number) values.get(name)).map(Number::longValue);
        }

        boolean flag(String name) {
            return (Boolean) values.get(name);
        }

        @SuppressWarnings("unchecked")
        Optional<Fields> object(String name) {
            return Optional.ofNullable((Map<String, Object>) values.get(name)).map(Fields::new);
        }

        @SuppressWarnings("unchecked")
        List<Fields> objects(String name) {
            return ((List<Map<String, Object>>) values.get(name)).stream().map(Fields::new).toList();
        }
    }
}
