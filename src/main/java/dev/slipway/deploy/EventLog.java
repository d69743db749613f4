package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The events of one deployment that are kept: at most {@link Deployment#MAX_EVENTS}. When there are more, the first ones
 * stay, and one that says {@code truncated} stands for those that had to go after them; what can be missed goes first.
 * Not thread-safe: its run guards it.
 */
final class EventLog {
    /** Those at the beginning that always stay. */
    static final int FIRST = 20;
    private static final Set<String> MAY_GO = Set.of("warning", "install");

    private final List<DeploymentEvent> events = new ArrayList<>();
    private long last;
    private long gone;

    /** @param last id of the last event of an earlier attempt under the same deployment id; 0 for none */
    EventLog(long last) {
        this.last = last;
    }

    /** Adds an event under the next id. */
    void add(String name, long at, Map<String, Object> data) {
        events.add(new DeploymentEvent(++last, name, at, data));
        if (events.size() > Deployment.MAX_EVENTS) {
            shorten(at);
        }
    }

    private void shorten(long at) {
        boolean already = gone > 0;
        int first = already ? FIRST + 1 : FIRST;
        while (events.size() > (already ? Deployment.MAX_EVENTS : Deployment.MAX_EVENTS - 1)) {
            events.remove(oldestToGo(first));
            gone++;
        }
        DeploymentEvent truncated = new DeploymentEvent(0, DeploymentEvent.TRUNCATED, at, Map.of("events", gone));
        if (already) {
            events.set(FIRST, truncated);
        } else {
            events.add(FIRST, truncated);
        }
    }

    private int oldestToGo(int first) {
        for (int i = first; i < events.size() - 1; i++) {
            if (MAY_GO.contains(events.get(i).name())) {
                return i;
            }
        }
        return first;
    }

    /** All that are kept, oldest first. */
    List<DeploymentEvent> all() {
        return List.copyOf(events);
    }
}
