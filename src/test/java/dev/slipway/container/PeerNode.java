package dev.slipway.container;

import dev.slipway.cluster.Holder;
import dev.slipway.cluster.NodeToken;
import dev.slipway.cluster.PayloadDescription;
import dev.slipway.cluster.PayloadPull;
import dev.slipway.model.ChunkDigester;
import dev.slipway.model.Digest;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A node in this process that pulls from servers. */
record PeerNode(HomeDirectory home) implements AutoCloseable {
    /** As {@code arquillian.xml} has it. */
    static final String SECRET = "slipway-tests-share-this-secret-0123456789";

    static PeerNode at(Path home) throws IOException {
        return new PeerNode(HomeDirectory.open(home, Duration.ZERO));
    }

    static Holder holder(URI uri) {
        return new Holder(uri.toString(), uri);
    }

    static Digest digest(byte[] bytes) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    PayloadPull.Pulled pull(byte[] payload, Supplier<List<Holder>> holders, PayloadPull.Progress progress)
            throws IOException {
        PayloadPull pull = new PayloadPull(PartialPayloads.in(home, Room.ENDLESS),
                new NodeToken(SECRET, System::currentTimeMillis), "test", PayloadPull.Limits.of(4), Thread::new);
        return pull.pull(new PayloadDescription(digest(payload), ChunkDigester.of(new ByteArrayInputStream(payload))),
                holders, progress, () -> true);
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
