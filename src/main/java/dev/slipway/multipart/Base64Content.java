package dev.slipway.multipart;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Arrays;

/**
 * Decodes base64 content (RFC 2045 §6.8, alphabet of RFC 4648 §4) as it arrives. Strict: line breaks may stand
 * anywhere, every other foreign character, wrong or missing padding, text behind the padding and loose bits are
 * refused. Holds one output buffer of fixed size. One thread at a time.
 */
final class Base64Content {
    private static final int OUTPUT = 6 * 1024;
    private static final byte FOREIGN = -1;
    private static final byte LINE_BREAK = -2;
    private static final byte PADDING = -3;
    private static final byte[] VALUES = values();

    private final PartListener listener;
    private final byte[] output = new byte[OUTPUT];
    private int filled;
    private int bits;
    /** Characters of the present group of four that were read, padding included. */
    private int inGroup;
    private int paddings;
    private boolean finished;

    /** @param listener is given the decoded bytes, through {@link PartListener#data} only */
    Base64Content(PartListener listener) {
        this.listener = listener;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, FOREIGN);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        values['\r'] = LINE_BREAK;
        values['\n'] = LINE_BREAK;
        values['='] = PADDING;
        return values;
    }

    /** Takes the next characters. @throws DeployException {@link Problem#MALFORMED_BODY} when they are not base64 */
    void write(byte[] buf, int off, int len) {
        for (int i = off; i < off + len; i++) {
            byte value = VALUES[buf[i] & 0xff];
            if (value == LINE_BREAK) {
                continue;
            }
            if (value == FOREIGN || finished) {
                throw Malformed.body("a base64 part holds " + (finished ? "text behind its end" : "other characters"));
            }
            character(value);
        }
        flush();
    }

    /** Says that the text has ended. @throws DeployException {@link Problem#MALFORMED_BODY} when it is cut short */
    void end() {
        if (inGroup != 0) {
            throw Malformed.body("a base64 part is cut short");
        }
    }

    private void character(byte value) {
        if (value == PADDING) {
            paddings++;
            bits <<= 6;
        } else if (paddings > 0) {
            throw badPadding();
        } else {
            bits = bits << 6 | value;
        }
        if (++inGroup == 4) {
            group();
        }
    }

    private void group() {
        int looseBits = paddings == 0 ? 0 : paddings == 1 ? 0xff : 0xffff;
        if (paddings > 2 || (bits & looseBits) != 0) {
            throw badPadding();
        }
        if (filled + 3 > output.length) {
            flush();
        }
        output[filled] = (byte) (bits >> 16);
        output[filled + 1] = (byte) (bits >> 8);
        output[filled + 2] = (byte) bits;
        filled += 3 - paddings;
        finished = paddings > 0;
        bits = 0;
        inGroup = 0;
    }

    private void flush() {
        if (filled > 0) {
            listener.data(output, 0, filled);
            filled = 0;
        }
    }

    private static DeployException badPadding() {
        return Malformed.body("a base64 part is padded wrongly");
    }
}
