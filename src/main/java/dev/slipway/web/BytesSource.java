package dev.slipway.web;

/** Bytes that are all there. */
final class BytesSource implements ByteSource {
    private final byte[] bytes;
    private int position;

    BytesSource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(byte[] buffer, long now) {
        if (position == bytes.length) {
            return -1;
        }
        int count = Math.min(buffer.length, bytes.length - position);
        System.arraycopy(bytes, position, buffer, 0, count);
        position += count;
        return count;
    }
}
