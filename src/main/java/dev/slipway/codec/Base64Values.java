package dev.slipway.codec;

import java.util.Arrays;

/** What each character of a base64 alphabet is worth, at each of the four places of a group. Immutable. */
final class Base64Values {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** RFC 4648 §4. */
    static final Base64Values STANDARD = new Base64Values("+/");
    /** RFC 4648 §4 and §5, also mixed: no character has two meanings. */
    static final Base64Values BOTH = new Base64Values("+/", "-_");

    private final int[] first = new int[256];
    private final int[] second = new int[256];
    private final int[] third = new int[256];
    private final int[] fourth = new int[256];

    private Base64Values(String... lastTwo) {
        for (int[] place : new int[][] {first, second, third, fourth}) {
            Arrays.fill(place, -1);
        }
        for (String last : lastTwo) {
            String alphabet = ALPHABET + last;
            for (int value = 0; value < alphabet.length(); value++) {
                int c = alphabet.charAt(value);
                first[c] = value << 18;
                second[c] = value << 12;
                third[c] = value << 6;
                fourth[c] = value;
            }
        }
    }

    /** 0 to 63, or negative for a character outside the alphabet. @param c 0 to 255 */
    int of(int c) {
        return fourth[c];
    }

    /**
     * Decodes groups up to the first that holds anything else.
     *
     * @param groups at most so many, all of them within both arrays
     * @return the number of groups that were decoded
     */
    int decode(byte[] in, int from, int groups, byte[] out, int to) {
        int at = from;
        int put = to;
        for (int done = 0; done < groups; done++) {
            int bits = first[in[at] & 0xff] | second[in[at + 1] & 0xff] | third[in[at + 2] & 0xff]
                    | fourth[in[at + 3] & 0xff];
            if (bits < 0) {
                return done;
            }
            out[put] = (byte) (bits >> 16);
            out[put + 1] = (byte) (bits >> 8);
            out[put + 2] = (byte) bits;
            at += 4;
            put += 3;
        }
        return groups;
    }
}
