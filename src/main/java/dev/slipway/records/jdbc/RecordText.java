package dev.slipway.records.jdbc;

import dev.slipway.codec.DeploymentObject;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.problem.DeployException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Records as text and back: one JSON object for the record, one on a line for each event. Stateless. */
final class RecordText {
    private static final System.Logger LOG = System.getLogger(RecordText.class.getName());

    private RecordText() {}

    static String record(Deployment deployment) {
        return json(DeploymentObject.kept(deployment));
    }

    static String events(List<DeploymentEvent> events) {
        return DeploymentObject.events(events).stream().map(RecordText::json).collect(Collectors.joining("\n"));
    }

    private static String json(Map<String, ?> object) {
        return new String(ObjectWriter.write(object, Format.JSON), StandardCharsets.UTF_8);
    }

    /** Empty, and said in the log, when it is not what was written. */
    static Optional<Deployment> read(String id, String record, String events) {
        try {
            return Optional.of(DeploymentObject.read(object(record),
                    events.lines().filter(line -> !line.isBlank()).map(RecordText::object).toList()));
        } catch (DeployException | ClassCastException | NullPointerException | IllegalArgumentException
                | java.util.NoSuchElementException e) {
            LOG.log(System.Logger.Level.WARNING, "The record of deployment " + DeployException.printable(id)
                    + " cannot be read; it is left as it is", e);
            return Optional.empty();
        }
    }

    private static Map<String, Object> object(String json) {
        return ObjectReader.read(json.getBytes(StandardCharsets.UTF_8), Format.JSON);
    }
}
