package dev.slipway.operation;

import dev.slipway.archive.Compression;
import dev.slipway.archive.PackCompression;
import dev.slipway.archive.PackOmission;
import dev.slipway.codec.Format;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.PinnedRelease;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Spool;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * {@code package_component}: the live tree as an archive. Fields: {@code project}, {@code skip_node_modules},
 * {@code skip_symlinks}, {@code compression} ({@code gzip}, which is usual, {@code zstd} or {@code none}), and
 * {@code stream} for the archive's bytes instead of an object with base64 in it.
 */
public final class PackageComponent implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "package_component";

    private final ReleaseStore releases;
    private final Spool spool;

    /** @param spool where a package waits whose length must be known first */
    public PackageComponent(ReleaseStore releases, Spool spool) {
        this.releases = releases;
        this.spool = spool;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.DEPLOYER;
    }

    @Override
    public Job prepare(Call call) {
        Fields fields = new Fields(call.fields());
        ProjectName project = fields.project();
        boolean stream = fields.flag("stream").orElse(false);
        PackCompression compression = compression(fields);
        Set<PackOmission> without = without(fields);
        return Job.of(() -> {
            PinnedRelease release = releases.pinLive(project)
                    .orElseThrow(() -> new DeployException(Problem.NOT_FOUND, "No project " + project + " is live"));
            return stream ? archive(release, compression, without)
                    : object(release, compression, without, call.format());
        });
    }

    private static Set<PackOmission> without(Fields fields) {
        Set<PackOmission> without = EnumSet.noneOf(PackOmission.class);
        if (fields.flag("skip_node_modules").orElse(false)) {
            without.add(PackOmission.NODE_MODULES);
        }
        if (fields.flag("skip_symlinks").orElse(false)) {
            without.add(PackOmission.LINKS);
        }
        return without;
    }

    private static PackCompression compression(Fields fields) {
        PackCompression compression = switch (fields.text("compression").orElse("gzip")) {
            case "gzip" -> PackCompression.gzip(PackCompression.GZIP_LEVEL);
            case "zstd" -> PackCompression.zstd(PackCompression.ZSTD_LEVEL);
            case "none" -> PackCompression.NONE;
            default -> throw new DeployException(
                    Problem.INVALID_REQUEST, "'compression' must be one of [gzip, zstd, none]");
        };
        if (!compression.method().available()) {
            throw new DeployException(Problem.INVALID_REQUEST, "This server cannot compress with zstd; use gzip");
        }
        return compression;
    }

    private static Answer archive(PinnedRelease release, PackCompression compression, Set<PackOmission> without) {
        Compression method = compression.method();
        return new Answer.Content(method.mediaType(),
                Map.of("Content-Disposition",
                        "attachment; filename=\"" + release.project() + method.extension() + "\""),
                new PackedComponent(release, compression, without, PackedComponent::raw));
    }

    private Answer object(PinnedRelease release, PackCompression compression, Set<PackOmission> without,
            Format format) {
        PackedComponent.Shape shape =
                format == Format.JSON ? PackedComponent::json : PackedComponent.cbor(spool);
        return new Answer.Content(
                format.mediaType(), Map.of(), new PackedComponent(release, compression, without, shape));
    }
}
