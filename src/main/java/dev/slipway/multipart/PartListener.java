package dev.slipway.multipart;

/**
 * Is told the parts of a body, in their order: {@code begin}, {@code data}*, {@code end} for each. Called on the thread
 * that writes to the {@link MultipartParser}; what a method throws comes out of that call and ends the parser.
 *
 * <p>The body as a whole is complete only when {@link MultipartParser#end} has returned normally: until then every
 * part, also one that has ended, may belong to a body that is cut short.
 */
public interface PartListener {

    /** A part begins; its header block was complete and legal. */
    void begin(PartHeaders headers);

    /**
     * The next bytes of the part's content, decoded if its transfer encoding is base64. The slice is only lent: it is
     * to be neither changed nor kept.
     *
     * @param buf the array that was given to the parser, or a small one of the parser's own
     * @param off index of the first byte
     * @param len number of bytes, at least 1
     */
    void data(byte[] buf, int off, int len);

    /** The part is complete: the delimiter line behind it was read to its end. */
    void end();
}
