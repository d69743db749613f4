package dev.slipway.web;

import dev.slipway.archive.Compression;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The media types of the archives that this process takes, as clients are told before they choose. */
final class PayloadTypes {
    private final Predicate<Compression> available;

    /** @param available whether archives that are compressed so can be read; asked whenever the types are */
    PayloadTypes(Predicate<Compression> available) {
        this.available = available;
    }

    /** In the order of {@link Compression}; never empty, since a plain tar is always read. Any thread. */
    List<String> names() {
        return Stream.of(Compression.values()).filter(available).map(Compression::mediaType).toList();
    }

    /** The same as the value of a header field. */
    @Override
    public String toString() {
        return String.join(", ", names());
    }
}
