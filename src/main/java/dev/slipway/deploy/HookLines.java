package dev.slipway.deploy;

import dev.slipway.deploy.Followed.News;
import dev.slipway.deploy.Followed.Place;
import dev.slipway.hooks.Hook;
import dev.slipway.model.DeploymentEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last lines that the hooks of a deployment wrote: told to followers between its events, and not kept. Who is slow misses some. Not
 * thread-safe: its run guards it.
 */
final class HookLines {
    /** Most that a slow follower can catch up on. */
    static final int MOST = 200;

    /** @param after id of the event after which it came */
    private record Line(long number, long after, DeploymentEvent event) {}

    private final Deque<Line> lines = new ArrayDeque<>();
    private long number;

    /** @param after id of the last event so far */
    void add(Hook hook, String text, long after) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("hook", hook.label());
        data.put("line", text);
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.add(new Line(++number, after, new DeploymentEvent(0, "hook", System.currentTimeMillis(), data)));
    }

    /** The same news with the lines among them that are new to the follower. */
    News among(News news, Place from) {
        List<DeploymentEvent> events = new ArrayList<>(news.events());
        int at = 0;
        for (Line line : lines) {
            if (line.number() > from.line() && line.after() >= from.event()) {
                while (at < events.size() && events.get(at).id() <= line.after()) {
                    at++;
                }
                events.add(at++, line.event());
            }
        }
        Place place = news.place();
        return new News(events, new Place(place.event(), place.progress(), number), news.ended());
    }
}
