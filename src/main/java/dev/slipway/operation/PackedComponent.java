package dev.slipway.operation;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.PackCompression;
import dev.slipway.archive.PackOmission;
import dev.slipway.archive.PackOptions;
import dev.slipway.archive.PackProgress;
import dev.slipway.archive.Packager;
import dev.slipway.archive.PackingFailedException;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.PinnedRelease;
import dev.slipway.release.Spool;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * A release, packed while it is sent: as it is, or as the text {@code payload} of an object. It stays where it is until
 * the writer is closed. Flat memory; one thread packs.
 */
final class PackedComponent implements Answer.Writer {
    /** A release may be as deep as the server that unpacked it was told to allow. */
    private static final ArchiveLimits ANY_DEPTH = ArchiveLimits.announced(Map.of("max-depth", Long.MAX_VALUE));
    private static final int CBOR_MAP_OF_TWO = 0xa2;
    private static final int CBOR_TEXT_8 = 0x78;
    private static final int CBOR_TEXT_64 = 0x7b;

    /** How it is sent. */
    interface Shape {
        void write(PackedComponent component, OutputStream out) throws IOException;
    }

    private final PinnedRelease release;
    private final Packager packager;
    private final Shape shape;

    PackedComponent(PinnedRelease release, PackCompression compression, Set<PackOmission> without, Shape shape) {
        this.release = release;
        this.packager = new Packager(release.root(),
                PackOptions.DEFAULT.with(compression).with(ANY_DEPTH).withThreads(1), without);
        this.shape = shape;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        shape.write(this, out);
    }

    @Override
    public void close() {
        release.close();
    }

    /** The archive's bytes alone. */
    void raw(OutputStream out) throws IOException {
        try {
            packager.pack(out, new PackProgress());
        } catch (PackingFailedException e) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "The live release of " + release.project()
                    + " cannot be packed: " + DeployException.printable(e.problems().get(0).entry()) + " "
                    + e.problems().get(0).text(), e);
        }
    }

    /** As JSON. */
    void json(OutputStream out) throws IOException {
        out.write(("{\"project\":\"" + release.project() + "\",\"payload\":\"").getBytes(StandardCharsets.UTF_8));
        try (OutputStream base64 = Base64.getEncoder().wrap(new Unclosed(out))) {
            raw(base64);
        }
        out.write("\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** As CBOR, whose texts begin with their length: it is packed to the disk before anything is sent. */
    static Shape cbor(Spool spool) {
        return (component, out) -> {
            try (Spool.Parcel parcel = spool.begin()) {
                long length = parcel.fill(component::raw);
                out.write(CBOR_MAP_OF_TWO);
                text("project", out);
                text(component.release.project().value(), out);
                text("payload", out);
                out.write(CBOR_TEXT_64);
                out.write(ByteBuffer.allocate(Long.BYTES).putLong((length + 2) / 3 * 4).array());
                try (InputStream packed = parcel.open();
                        OutputStream base64 = Base64.getEncoder().wrap(new Unclosed(out))) {
                    packed.transferTo(base64);
                }
            }
        };
    }

    /** A text of up to 255 bytes. */
    private static void text(String text, OutputStream out) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write(CBOR_TEXT_8);
        out.write(utf8.length);
        out.write(utf8);
    }

    /** The end of the base64 text is not the end of what it stands in. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {
            // others write on
        }
    }
}
