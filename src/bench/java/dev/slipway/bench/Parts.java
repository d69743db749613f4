package dev.slipway.bench;

import java.nio.ByteBuffer;

/** Is told the parts that a parser finds. */
interface Parts {
    /** A part begins. */
    void begin();

    /** The next bytes of the part's content; lent. */
    void content(byte[] buf, int off, int len);

    /** The same from a buffer. */
    void content(ByteBuffer bytes);
}
