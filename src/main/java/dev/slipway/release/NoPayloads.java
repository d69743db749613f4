package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps nothing. */
enum NoPayloads implements PayloadStore {
    INSTANCE;

    @Override
    public Incoming begin(DeploymentId id) {
        return new Forgotten();
    }

    @Override
    public Optional<Path> find(Digest digest) {
        return Optional.empty();
    }

    @Override
    public long delete(Digest digest) {
        return 0;
    }

    @Override
    public void each(Consumer<Kept> visitor) {}

    private static final class Forgotten extends Incoming {
        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public void keep(Digest digest) {}

        @Override
        public void discard() {}
    }
}
