package dev.slipway.client;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.PackCompression;
import dev.slipway.archive.PackOptions;
import dev.slipway.archive.Packager;
import dev.slipway.archive.PackingFailedException;
import dev.slipway.archive.TreeSurvey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Map;

/**
 * A directory that was found fit to be sent, and how it is packed for one server.
 *
 * @param packager packs it, as often as it has to be sent
 * @param compression the one that was settled with the server
 */
record Packing(Packager packager, PackCompression compression) {
    /** Ends a survey from within. */
    private static final class TimeOver extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Looks at the whole directory, and tells the listener what was found. On the caller's thread.
     *
     * @param payloadTypes media types of archives that the server takes; empty when it did not say
     * @param limits of the server by the names of its settings, for example {@code max-entries}; empty when it did not
     *     say
     * @param deadline of the deploy
     * @throws DeployFailedException when something in it cannot be packed or the server would not take it, or when the
     *     time was over meanwhile
     */
    static Packing prepare(DeployRequest request, Collection<String> payloadTypes, Map<String, Long> limits,
            Deadline deadline, DeployListener listener) throws DeployFailedException {
        PackOptions options = PackOptions.DEFAULT.with(settled(request, payloadTypes))
                .with(request.danglingLinks()).with(ArchiveLimits.announced(limits));
        try {
            TreeSurvey survey = TreeSurvey.of(request.directory(), options, seen -> {
                listener.progress(new DeployProgress(DeployPhase.SURVEYING, seen, 0, 0, ""));
                requireTime(deadline);
            });
            requireTime(deadline);
            survey.checkPayload(options.compression(), limits.getOrDefault("max-payload-bytes", Long.MAX_VALUE));
            listener.surveyed(survey);
            return new Packing(new Packager(request.directory(), options), options.compression());
        } catch (TimeOver e) {
            throw Trouble.outOfTime("the directory was still being looked at", deadline, null);
        } catch (PackingFailedException e) {
            throw DeployFailedException.packing(e);
        } catch (InterruptedIOException e) {
            throw Trouble.interrupted();
        } catch (IOException e) {
            throw DeployFailedException.local(FailureKind.REFUSED, "unreadable",
                    "The directory cannot be read: " + e.getMessage(), "Look at its file system.", e);
        }
    }

    private static void requireTime(Deadline deadline) {
        if (deadline.passed()) {
            throw new TimeOver();
        }
    }

    private static PackCompression settled(DeployRequest request, Collection<String> payloadTypes)
            throws DeployFailedException {
        try {
            return request.compression().settled(payloadTypes);
        } catch (IllegalArgumentException e) {
            throw DeployFailedException.local(FailureKind.USAGE, "compression",
                    "Compression " + request.compression() + " cannot be used: " + e.getMessage(),
                    "Choose another compression.", e);
        }
    }
}
