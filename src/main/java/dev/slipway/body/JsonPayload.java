package dev.slipway.body;

/** A payload as JSON writes it, while it arrives. */
interface JsonPayload {
    /** What the payload may be; the clause of an error. */
    String FORMS = "must be base64 text, or {\"type\":\"Buffer\",\"data\":[numbers from 0 to 255]}";

    /**
     * Takes bytes up to the end of the payload, the first call those behind its first byte.
     *
     * @return index of the byte behind the last that was taken; {@code end}, unless the payload has ended
     */
    int write(byte[] buf, int from, int end);

    /** Whether the payload was taken to its last byte. */
    boolean ended();
}
