package dev.slipway.deploy;

import dev.slipway.hooks.Hook;
import dev.slipway.hooks.HookListener;
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
import dev.slipway.model.Phase;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.release.SharedFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of one deployment while it runs: what is known of it, what its followers hear, and how it is cancelled. It ends
 * exactly once. Any thread; nothing here blocks, and nobody is called while its lock is held.
 */
public final class Run implements Followed {
    /** Time between two signals of progress. */
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Runnable changed;
    private final boolean elsewhere;
    private final HookListener listener;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    // guarded by this
    private Deployment now;
    private EventLog log;
    private final HookLines lines = new HookLines();
    private boolean onTrial;
    private Map<String, Object> progress = Map.of();
    private long progressAt;
    private long progressNumber;
    private long progressSignal;
    private boolean beyondCancel;
    private boolean handedOver;
    private @Nullable DeployException cancelled;
    private @Nullable Consumer<DeployException> canceller;

    /**
     * @param lastEvent id of the last event of an earlier attempt under the same id; 0 for none
     * @param changed called after each change of what is recorded; returns at once
     */
    Run(Deployment first, long lastEvent, Runnable changed) {
        this(first, lastEvent, changed, false, (hook, line) -> { });
    }

    private Run(Deployment first, long lastEvent, Runnable changed, boolean elsewhere, HookListener listener) {
        this.now = first;
        this.elsewhere = elsewhere;
        this.listener = listener;
        this.changed = changed;
        this.log = new EventLog(lastEvent);
        this.progressSignal = System.nanoTime() - PROGRESS_NANOS;
        log.add("phase", first.course().startedAt(), phaseEvent(first.course().phase(), "start"));
    }

    /**
     * What this node does for a deployment whose record another one writes.
     *
     * @param listener hears what hooks write; returns at once
     */
    static Run recordedElsewhere(Deployment first, HookListener listener) {
        return new Run(first, 0, () -> { }, true, listener);
    }

    /** Whether another node writes its record. */
    boolean isRecordedElsewhere() {
        return elsewhere;
    }

    /** The id of its deployment. */
    public DeploymentId id() {
        return deployment().id();
    }

    @Override
    public synchronized Deployment deployment() {
        return now.with(log.all());
    }

    /** Id of the last event of a deployment. */
    static long lastEvent(Deployment deployment) {
        return deployment.events().stream().mapToLong(DeploymentEvent::id).max().orElse(0);
    }

    /** Goes on after an earlier attempt under the same id that did not end well, so that its followers hear no id twice. */
    synchronized void continuesAfter(long last) {
        if (log.all().get(0).id() > last) {
            return;
        }
        EventLog all = new EventLog(last);
        log.all().forEach(event -> all.add(event.name(), event.at(), event.data()));
        log = all;
    }

    /** Goes to the next phase; nothing happens when it is in it already, or has ended. */
    public void enter(Phase next) {
        synchronized (this) {
            Course course = now.course();
            if (course.status().terminal() || course.phase() == next) {
                return;
            }
            long time = System.currentTimeMillis();
            log.add("phase", time, phaseEvent(course.phase(), "done"));
            log.add("phase", time, phaseEvent(next, "start"));
            List<PhaseTime> phases = closed(course.phases(), time);
            phases.add(new PhaseTime(next, time, Optional.empty()));
            now = now.with(new Course(next.status(), next, phases, course.startedAt(), Optional.empty(),
                    Optional.empty()));
        }
        told();
    }

    /** Changes the lineage. */
    public synchronized void lineage(Lineage lineage) {
        now = now.with(lineage);
    }

    /** Changes what is known of the archive. */
    public synchronized void archive(Archive archive) {
        now = now.with(archive);
    }

    /** Changes what it is to do and who asked, when that is said late. */
    synchronized void amend(Kind kind, Origin origin) {
        now = new Deployment(now.id(), now.project(), kind, origin, now.lineage(), now.archive(), now.course(), List.of());
    }

    /** Tells how far it is; often, and cheap. */
    public void progress(long bytesReceived, long bytesUnpacked, long files) {
        long time = System.nanoTime();
        synchronized (this) {
            if (time - progressSignal < PROGRESS_NANOS) {
                return;
            }
            progressSignal = time;
            setProgress(bytesReceived, bytesUnpacked, files);
        }
        watchers.forEach(Runnable::run);
    }

    /** The same, told whenever it was told last: the final numbers. */
    void finalProgress(long bytesReceived, long bytesUnpacked, long files) {
        synchronized (this) {
            setProgress(bytesReceived, bytesUnpacked, files);
        }
        watchers.forEach(Runnable::run);
    }

    private void setProgress(long bytesReceived, long bytesUnpacked, long files) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("bytes_received", bytesReceived);
        data.put("bytes_unpacked", bytesUnpacked);
        data.put("files", files);
        progress = data;
        progressAt = System.currentTimeMillis();
        progressNumber++;
    }

    /** Tells of something that went wrong without harm to the release. */
    public void warn(String text) {
        synchronized (this) {
            if (now.status().terminal()) {
                return;
            }
            log.add("warning", System.currentTimeMillis(), Map.of("message", text));
        }
        told();
    }

    /** Tells what a hook wrote; often, and not kept. */
    void hookLine(Hook hook, String line) {
        synchronized (this) {
            List<DeploymentEvent> events = log.all();
            lines.add(hook, line, events.get(events.size() - 1).id());
        }
        listener.line(hook, line);
        watchers.forEach(Runnable::run);
    }

    /** Its release is live, and still has to show that it may stay. */
    void onTrial() {
        synchronized (this) {
            onTrial = true;
            log.add(DeploymentEvent.LIVE, System.currentTimeMillis(),
                    Map.of("release_id", now.lineage().release().value()));
        }
        told();
    }

    /** Its release is live no more. */
    synchronized void takenBack() {
        onTrial = false;
    }

    /** Whether its release is live, and still has to show that it may stay. */
    synchronized boolean isOnTrial() {
        return onTrial && !now.status().terminal();
    }

    /** Tells how one of the servers took it. */
    public void server(Map<String, ? extends @Nullable Object> result) {
        synchronized (this) {
            if (now.status().terminal()) {
                return;
            }
            log.add(DeploymentEvent.SERVER, System.currentTimeMillis(), new LinkedHashMap<>(result));
        }
        told();
    }

    /** Tells what is stored once together with another release. */
    void shared(SharedFiles.Saved saved) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("files", saved.files());
        data.put("bytes", saved.bytes());
        synchronized (this) {
            log.add("shared", System.currentTimeMillis(), data);
        }
        told();
    }

    /** How to end the work from outside; called at once if it was cancelled before. The function returns at once. */
    public void cancelledBy(Consumer<DeployException> ending) {
        DeployException reason;
        synchronized (this) {
            canceller = ending;
            reason = cancelled;
        }
        if (reason != null) {
            ending.accept(reason);
        }
    }

    /** Asks it to end. @return false when that is not possible any more */
    boolean cancel(DeployException reason) {
        Consumer<DeployException> ending;
        DeployException first;
        synchronized (this) {
            if (now.status().terminal() || beyondCancel || handedOver) {
                return false;
            }
            if (cancelled == null) {
                cancelled = reason;
            }
            ending = canceller;
            first = cancelled;
        }
        if (ending != null) {
            ending.accept(first);
        }
        return true;
    }

    /**
     * From here on the servers of the cluster decide together whether it is cancelled; this one alone can promise nothing.
     *
     * @throws DeployException the reason, when it was cancelled before
     */
    public synchronized void handOver() {
        requireNotCancelled();
        handedOver = true;
    }

    /** Whether the servers of the cluster decide together how it ends. */
    public synchronized boolean isHandedOver() {
        return handedOver && !now.status().terminal();
    }

    /** From here on it cannot be cancelled. @throws DeployException the reason, when it was */
    public synchronized void beyondCancel() {
        requireNotCancelled();
        beyondCancel = true;
    }

    /** @throws DeployException the reason, when it was cancelled */
    synchronized void requireNotCancelled() {
        if (cancelled != null) {
            throw cancelled;
        }
    }

    /**
     * It has gone well. @return false when it had ended before
     *
     * @param result what its client is answered
     */
    boolean succeed(Status status, Map<String, Object> result) {
        return end(status, Optional.empty(), DeploymentEvent.DONE, Map.of("result", result));
    }

    /** It has not gone well. @return false when it had ended before */
    boolean fail(Status status, String message, String code) {
        Map<String, Object> data = new LinkedHashMap<>();
        Failure failure;
        synchronized (this) {
            failure = new Failure(message, code, now.course().phase());
            data.put("message", message);
            data.put("code", code);
            data.put("phase", failure.phase().label());
            data.put("deployment_id", now.id().value());
        }
        return end(status, Optional.of(failure), DeploymentEvent.ERROR, data);
    }

    private boolean end(Status status, Optional<Failure> failure, String event, Map<String, Object> data) {
        synchronized (this) {
            Course course = now.course();
            if (course.status().terminal()) {
                return false;
            }
            long time = System.currentTimeMillis();
            log.add("phase", time, phaseEvent(course.phase(), failure.isPresent() ? "error" : "done"));
            log.add(event, time, data);
            now = now.with(new Course(status, course.phase(), closed(course.phases(), time), course.startedAt(),
                    Optional.of(time), failure));
        }
        told();
        return true;
    }

    private void told() {
        changed.run();
        watchers.forEach(Runnable::run);
    }

    private static List<PhaseTime> closed(List<PhaseTime> phases, long time) {
        List<PhaseTime> all = new ArrayList<>(phases);
        if (!all.isEmpty()) {
            PhaseTime last = all.remove(all.size() - 1);
            all.add(new PhaseTime(last.phase(), last.startedAt(),
                    last.durationMillis().or(() -> Optional.of(Math.max(0, time - last.startedAt())))));
        }
        return all;
    }

    private static Map<String, Object> phaseEvent(Phase phase, String status) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("phase", phase.label());
        data.put("status", status);
        return data;
    }

    @Override
    public synchronized News after(Place place) {
        boolean ended = now.status().terminal();
        News news = lines.among(Followed.news(log.all(), place, progressNumber, ended), place);
        if (progressNumber <= place.progress() || news.events().isEmpty() && ended) {
            return news;
        }
        List<DeploymentEvent> events = new ArrayList<>(news.events());
        int terminal = ended ? events.size() - 1 : events.size();
        events.add(terminal, new DeploymentEvent(0, "progress", progressAt, progress));
        return new News(events, news.place(), ended);
    }

    @Override
    public AutoCloseable watch(Runnable signal) {
        watchers.add(signal);
        return () -> watchers.remove(signal);
    }
}
