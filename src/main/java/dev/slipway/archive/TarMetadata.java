package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What extended headers say about the member that comes next, and how much of it there may be.
 *
 * <p>A member has at most one PAX header, or one GNU long name and one GNU long link; where they are doubled or mixed,
 * readers differ, so that is refused. Global headers are checked and forgotten: they may not say anything that this
 * needs to know. Used by one thread.
 */
final class TarMetadata {
    /** Largest content of one metadata header. */
    static final int MAX_BLOCK_BYTES = 64 << 10;
    private static final int MAX_MEMBER_BYTES = 1 << 20;
    /** The decoder calls itself once for each of them. */
    private static final int MAX_MEMBER_HEADERS = 16;
    /** The decoder keeps all of them, and copies them for every member. */
    private static final int MAX_GLOBAL_RECORDS = 64;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

    private @Nullable Map<String, byte[]> pax;
    private byte @Nullable [] longName;
    private byte @Nullable [] longLink;
    private int headers;
    private long bytes;
    private int globalRecords;

    /** Whether a member must follow. */
    boolean awaitsMember() {
        return pax != null || longName != null || longLink != null;
    }

    /**
     * Judges a metadata header before its content is read.
     *
     * @param header the header
     * @throws DeployException ARCHIVE_REFUSED
     */
    void announce(TarHeader header) {
        if (header.size() > MAX_BLOCK_BYTES) {
            throw refused(header, "its extended header is larger than " + MAX_BLOCK_BYTES + " bytes");
        }
        headers++;
        bytes += TarHeader.BLOCK + header.size();
        if (headers > MAX_MEMBER_HEADERS || bytes > MAX_MEMBER_BYTES) {
            throw refused(header, "there are too many extended headers before one member");
        }
        if (header.shown().endsWith("/")) {
            throw refused(header, "an extended header is named like a directory");
        }
    }

    /** Takes the content of a metadata header that was announced. */
    void add(TarHeader header, byte[] data, int start, int end) {
        try {
            switch (header.type()) {
                case 'g' -> global(header, PaxRecords.parse(data, start, end));
                case 'x' -> pax = single(header, pax, PaxRecords.parse(data, start, end));
                case 'L' -> longName = single(header, longName, longText(header, data, start, end));
                default -> longLink = single(header, longLink, longText(header, data, start, end));
            }
        } catch (PaxRecords.Malformed e) {
            throw refused(header, String.valueOf(e.getMessage()));
        }
        if (pax != null && (longName != null || longLink != null)) {
            throw refused(header, "PAX and GNU headers are mixed for one member");
        }
    }

    /** The effective name of the member that has this header. */
    byte[] name(TarHeader header) {
        return longName != null ? longName : pax("path", header.name());
    }

    /** The effective link target of the member that has this header. */
    byte[] link(TarHeader header) {
        return longLink != null ? longLink : pax("linkpath", header.link());
    }

    /** The effective size of the member that has this header. */
    long size(TarHeader header) {
        byte[] value = pax("size", new byte[0]);
        if (value.length == 0) {
            return header.size();
        }
        String text = new String(value, StandardCharsets.UTF_8);
        if (!SIZE.matcher(text).matches()) {
            throw refused(header, "the size in its extended header is not a plain number");
        }
        return Long.parseLong(text);
    }

    /** Forgets what was said about a member, after that member. */
    void reset() {
        pax = null;
        longName = null;
        longLink = null;
        headers = 0;
        bytes = 0;
    }

    private byte[] pax(String key, byte[] otherwise) {
        byte[] value = pax == null ? null : pax.get(key);
        return value == null || value.length == 0 ? otherwise : value;
    }

    private void global(TarHeader header, Map<String, byte[]> records) {
        for (String key : records.keySet()) {
            if (key.equals("path") || key.equals("linkpath") || key.equals("size")) {
                throw refused(header, "a global header says " + key + " for all members");
            }
        }
        globalRecords += records.size();
        if (globalRecords > MAX_GLOBAL_RECORDS) {
            throw refused(header, "there are more than " + MAX_GLOBAL_RECORDS + " global records");
        }
    }

    private static <T> T single(TarHeader header, @Nullable T earlier, T value) {
        if (earlier != null) {
            throw refused(header, "there are two extended headers of one kind for one member");
        }
        return value;
    }

    private static byte[] longText(TarHeader header, byte[] data, int start, int end) {
        int last = end;
        while (last > start && data[last - 1] == 0) {
            last--;
        }
        for (int i = start; i < last; i++) {
            if (data[i] == 0) {
                throw refused(header, "a GNU long name has a NUL inside");
            }
        }
        return Arrays.copyOfRange(data, start, last);
    }

    private static DeployException refused(TarHeader header, String reason) {
        return DeployException.refusedEntry(header.shown(), reason);
    }
}
