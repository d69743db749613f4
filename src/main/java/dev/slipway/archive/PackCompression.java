package dev.slipway.archive;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an archive is to be compressed when a directory is packed: a method and its level, or {@link #AUTO}, which leaves
 * the method to what the receiver takes and this process can do.
 *
 * <p>The same tree packed with the same method and level gives the same bytes.
 */
public final class PackCompression {
    /** Zstd where the receiver takes it and the native library loads here, else gzip; at their usual levels. */
    public static final PackCompression AUTO = new PackCompression(null, 0);
    /** No compression: an archive as large as the tree, for content that does not compress. */
    public static final PackCompression NONE = new PackCompression(Compression.NONE, 0);

    /** Level of gzip when none is said. */
    public static final int GZIP_LEVEL = 6;
    /** Level of zstd when none is said. */
    public static final int ZSTD_LEVEL = 3;
    /** Highest level of gzip. */
    public static final int MAX_GZIP_LEVEL = 9;
    /** Highest level of zstd; those above need windows that receivers refuse. */
    public static final int MAX_ZSTD_LEVEL = 19;

    private final @Nullable Compression method;
    private final int level;

    private PackCompression(@Nullable Compression method, int level) {
        this.method = method;
        this.level = level;
    }

    /**
     * Gzip (RFC 1952).
     *
     * @param level 1 (fast) to 9 (small)
     * @throws IllegalArgumentException when it is out of range
     */
    public static PackCompression gzip(int level) {
        return new PackCompression(Compression.GZIP, checked("gzip", level, MAX_GZIP_LEVEL));
    }

    /**
     * Zstandard (RFC 8878) with a checksum, in windows of at most 8 MiB.
     *
     * @param level 1 (fast) to 19 (small)
     * @throws IllegalArgumentException when it is out of range
     */
    public static PackCompression zstd(int level) {
        return new PackCompression(Compression.ZSTD, checked("zstd", level, MAX_ZSTD_LEVEL));
    }

    /**
     * Reads {@code auto}, {@code gzip}, {@code gzip:9}, {@code zstd}, {@code zstd:3} or {@code none}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static PackCompression of(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", 2);
        Optional<Integer> level = parts.length == 1 ? Optional.empty() : Optional.of(level(text, parts[1]));
        return switch (parts[0]) {
            case "gzip" -> gzip(level.orElse(GZIP_LEVEL));
            case "zstd" -> zstd(level.orElse(ZSTD_LEVEL));
            case "auto" -> without(level, text, AUTO);
            case "none" -> without(level, text, NONE);
            default -> throw unknown(text);
        };
    }

    /** With the usual level of the method. */
    static PackCompression usual(Compression method) {
        return switch (method) {
            case GZIP -> gzip(GZIP_LEVEL);
            case ZSTD -> zstd(ZSTD_LEVEL);
            case NONE -> NONE;
        };
    }

    /** The compression that the end of a file's name asks for, {@code .tgz} and {@code .tar.zst} for example. */
    public static Optional<PackCompression> ofFileName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".tgz") || lower.endsWith(".gz")) {
            return Optional.of(usual(Compression.GZIP));
        }
        if (lower.endsWith(".tzst") || lower.endsWith(".zst")) {
            return Optional.of(usual(Compression.ZSTD));
        }
        return lower.endsWith(".tar") ? Optional.of(NONE) : Optional.empty();
    }

    private static int level(String text, String level) {
        try {
            return Integer.parseInt(level);
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
    }

    private static PackCompression without(Optional<Integer> level, String text, PackCompression compression) {
        if (level.isPresent()) {
            throw new IllegalArgumentException("\"" + text + "\": only gzip and zstd have levels");
        }
        return compression;
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no compression: it is auto, gzip, zstd or none; gzip "
                + "and zstd may have a level, as in gzip:9 or zstd:3");
    }

    private static int checked(String method, int level, int most) {
        if (level < 1 || level > most) {
            throw new IllegalArgumentException("a level of " + method + " is 1 to " + most + ", not " + level);
        }
        return level;
    }

    /** Whether the method is still open. */
    public boolean isAuto() {
        return method == null;
    }

    /** Level; 0 where there is none. */
    public int level() {
        return level;
    }

    /** The method; gzip, which every receiver takes, where it is still open. */
    public Compression method() {
        return method == null ? Compression.GZIP : method;
    }

    /**
     * Settles the method for a receiver.
     *
     * @param mediaTypes what the receiver says it takes; empty when it does not say
     * @return this, or what {@link #AUTO} comes to
     * @throws IllegalArgumentException when the receiver does not take it, or it is zstd and the native library does
     *     not load here
     */
    public PackCompression settled(Collection<String> mediaTypes) {
        return settled(mediaTypes, ZstdLibrary::trouble);
    }

    /** @param zstd what is wrong with its library; asked only where zstd comes into question */
    PackCompression settled(Collection<String> mediaTypes, Supplier<Optional<String>> zstd) {
        if (method == null) {
            return mediaTypes.contains(Compression.ZSTD.mediaType()) && zstd.get().isEmpty()
                    ? usual(Compression.ZSTD) : usual(Compression.GZIP);
        }
        if (!mediaTypes.isEmpty() && !mediaTypes.contains(method.mediaType())) {
            throw new IllegalArgumentException("the server does not take " + this + ", only "
                    + String.join(", ", List.copyOf(mediaTypes)) + "; use --compression=auto");
        }
        if (method == Compression.ZSTD) {
            zstd.get().ifPresent(trouble -> {
                throw new IllegalArgumentException("zstd needs a native library; " + trouble + ". Or use gzip");
            });
        }
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackCompression that && method == that.method && level == that.level;
    }

    @Override
    public int hashCode() {
        return 31 * level + (method == null ? 0 : method.ordinal() + 1);
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        String name = method == null ? "auto" : method.name().toLowerCase(Locale.ROOT);
        return level == 0 ? name : name + ':' + level;
    }
}
