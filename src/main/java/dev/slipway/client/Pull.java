package dev.slipway.client;

import dev.slipway.archive.Compression;
import dev.slipway.archive.DigestedOutput;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Fetches what is live in a project as an archive, in pieces. For one thread. */
final class Pull {
    private final Channel channel;
    private final ProjectName project;
    private final Compression compression;

    Pull(Channel channel, ProjectName project, Compression compression) {
        this.channel = channel;
        this.project = project;
        this.compression = compression;
    }

    /** @throws IOException what {@code out} throws */
    Pulled to(OutputStream out) throws DeployFailedException, IOException {
        try (AnswerStream stream = channel.stream("components/" + project + "/package", compression.mediaType(), "")) {
            requireArchive(stream);
            DigestedOutput counted = new DigestedOutput(out);
            for (byte[] piece = next(stream); piece != null; piece = next(stream)) {
                counted.write(piece, 0, piece.length);
            }
            out.flush();
            return new Pulled(counted.size(), new Digest(counted.sha256()), compression);
        }
    }

    private byte @Nullable [] next(AnswerStream stream) throws DeployFailedException {
        return stream.next(channel.timeouts().send());
    }

    private void requireArchive(AnswerStream stream) throws DeployFailedException {
        if (stream.status() < 200 || stream.status() > 299) {
            throw Verdict.failure(channel.target(), stream.whole());
        }
        String type = stream.headers().getOrDefault("content-type", "").split(";", 2)[0].strip();
        if (stream.status() != 200 || !type.equals(compression.mediaType())) {
            throw Verdict.notUnderstood(channel.target(), stream.whole());
        }
        if (!stream.tellsItsEnd()) {
            throw DeployFailedException.local(FailureKind.SERVER_FAILED, "bad-answer", channel.target()
                    + " sends an archive without saying where it ends, so that a broken one could not be told from it",
                    "A proxy between speaks HTTP/1.0: have it speak 1.1, or go past it.", null);
        }
    }
}
