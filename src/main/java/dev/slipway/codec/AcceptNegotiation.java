package dev.slipway.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to answer from an Accept field (RFC 9110 §12.5.1): the greatest weight wins, each notation weighed by
 * the closest range that covers it, JSON where they weigh the same.
 *
 * <p>JSON is also the answer when there is no Accept, when it cannot be read, and when neither notation is acceptable:
 * RFC 9110 §12.4.1 allows to disregard the field, and a client that cannot read the reason of a refusal is helped less
 * than one that gets it in a notation that it did not ask for.
 */
public final class AcceptNegotiation {
    /** Elements behind it are not looked at. */
    private static final int MAX_RANGES = 32;
    private static final int MAX_LENGTH = 8192;
    private static final int MOST = 1000;

    private AcceptNegotiation() {}

    /** The notation for an answer. Any thread. @param accept the Accept field, or null when there is none */
    public static Format choose(@Nullable String accept) {
        if (accept == null || accept.length() > MAX_LENGTH) {
            return Format.JSON;
        }
        List<MediaType> ranges = ranges(accept);
        return weight(ranges, Format.CBOR.mediaType()) > weight(ranges, Format.JSON.mediaType()) ? Format.CBOR : Format.JSON;
    }

    /**
     * How much a media type is wanted, in thousandths; 0 for not at all. Any thread.
     *
     * @param accept the Accept field, or null when there is none
     */
    public static int weight(@Nullable String accept, String mediaType) {
        return accept == null || accept.isBlank() || accept.length() > MAX_LENGTH
                ? MOST : weight(ranges(accept), mediaType);
    }

    private static List<MediaType> ranges(String accept) {
        List<MediaType> ranges = new ArrayList<>();
        int from = 0;
        for (int elements = 0; from <= accept.length() && elements < MAX_RANGES; elements++) {
            int to = endOfElement(accept, from);
            MediaType.parse(accept.substring(from, to)).ifPresent(ranges::add);
            from = to + 1;
        }
        return ranges;
    }

    /** Index of the next comma outside quotes, or the length of the field. */
    private static int endOfElement(String accept, int from) {
        boolean quoted = false;
        for (int i = from; i < accept.length(); i++) {
            char c = accept.charAt(i);
            if (c == ',' && !quoted) {
                return i;
            }
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return accept.length();
    }

    private static int weight(List<MediaType> ranges, String mediaType) {
        int weight = 0;
        int precision = -1;
        for (MediaType range : ranges) {
            if (range.covers(mediaType) && range.precision() >= precision) {
                weight = range.precision() > precision ? range.quality() : Math.max(weight, range.quality());
                precision = range.precision();
            }
        }
        return weight;
    }
}
