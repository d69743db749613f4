package dev.slipway.corpus;

import dev.slipway.corpus.CorpusTarget.Engine;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a server decides otherwise than the corpus before the application can see why. Each of these outcomes is asserted
 * like a verdict: when a server becomes stricter, its row has to go.
 */
enum Lenient {
    LENGTH_AND_CHUNKED(EnumSet.of(Engine.TOMCAT, Engine.STANDALONE), "ht-001-cl-te", List.of(200), "Tomcat takes the length"
            + " away before the application sees it, reads the chunks and closes the connection, as RFC 9112 6.1 allows"),
    FOLDED(EnumSet.allOf(Engine.class), "ht-024-obs-fold-request", List.of(200),
            "it is unfolded, as RFC 9112 5.2 allows"),
    BARE_LINE_FEEDS(EnumSet.of(Engine.UNDERTOW), "ht-013-chunk-lf", List.of(200), "Undertow ends lines of chunks at LF"
            + " alone; the application sees the bytes of the chunks only"),
    LONG_EXTENSION(EnumSet.of(Engine.UNDERTOW), "ht-015-chunk-ext-huge", List.of(200), "Undertow passes over extensions of"
            + " any length; the application sees the bytes of the chunks only"),
    DRIPPED_HEAD(EnumSet.of(Engine.TOMCAT, Engine.UNDERTOW), "se-001-slow-headers", List.of(),
            "the time-outs of these servers begin anew with each byte of a head");

    private final Set<Engine> engines;
    private final String id;
    private final List<Integer> statuses;

    /**
     * @param statuses of the answers that come, in order
     * @param reason why the application cannot do otherwise
     */
    Lenient(Set<Engine> engines, String id, List<Integer> statuses, String reason) {
        this.engines = engines;
        this.id = id;
        this.statuses = statuses;
        if (reason.isBlank()) {
            throw new IllegalArgumentException(id);
        }
    }

    static Optional<Lenient> of(CorpusTarget target, String id) {
        return Stream.of(values()).filter(row -> row.engines.contains(target.engine()) && row.id.equals(id)).findFirst();
    }

    List<Integer> statuses() {
        return statuses;
    }
}
