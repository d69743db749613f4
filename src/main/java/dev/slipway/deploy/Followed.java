package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * A deployment as its followers see it, running or ended. Nothing waits for a follower and nothing is kept for one: each
 * has a {@link Place} and looks for what came after it, whenever it likes. Any thread; nothing here blocks.
 */
public interface Followed {
    /**
     * How far a follower has come.
     *
     * @param event id of the last event with an id that it has
     * @param progress number of the last progress that it has
     * @param line number of the last line of a hook that it has
     */
    record Place(long event, long progress, long line) {
        /** At the beginning. */
        public static final Place START = new Place(0, 0);

        /** Without a line of a hook; those before the event are not told again. */
        public Place(long event, long progress) {
            this(event, progress, 0);
        }
    }

    /**
     * What a follower finds.
     *
     * @param events what it does not have yet, in order
     * @param place where it is with them
     * @param ended whether the terminal event is behind that place or among the events: nothing follows any more
     */
    record News(List<DeploymentEvent> events, Place place, boolean ended) {}

    /** The deployment as it is now. */
    Deployment deployment();

    /** What there is after a place. */
    News after(Place place);

    /**
     * Has a signal called whenever there is news, a few times a second at most but for phases. The signal must return at
     * once; it is called on whatever thread has the news.
     *
     * @return ends that
     */
    AutoCloseable watch(Runnable signal);

    /** A deployment that has ended, by its record. */
    static Followed ended(Deployment deployment) {
        return new Followed() {
            @Override
            public Deployment deployment() {
                return deployment;
            }

            @Override
            public News after(Place place) {
                return news(deployment.events(), place, place.progress(), deployment.status().terminal());
            }

            @Override
            public AutoCloseable watch(Runnable signal) {
                return () -> { };
            }
        };
    }

    /** The events after a place; one that says {@code truncated} only when what it stands for is after the place. */
    static News news(List<DeploymentEvent> all, Place place, long progress, boolean ended) {
        List<DeploymentEvent> found = new ArrayList<>();
        long before = 0;
        for (DeploymentEvent event : all) {
            boolean wanted = event.id() == 0 ? before >= place.event() : event.id() > place.event();
            if (wanted) {
                found.add(event);
            }
            before = Math.max(before, event.id());
        }
        return new News(found, new Place(Math.max(before, place.event()), progress, place.line()), ended);
    }
}
