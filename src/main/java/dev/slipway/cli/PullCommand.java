package dev.slipway.cli;

import dev.slipway.archive.ArchiveFile;
import dev.slipway.archive.Compression;
import dev.slipway.archive.PackCompression;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.FailureKind;
import dev.slipway.client.Pulled;
import dev.slipway.client.SlipwayClient;
import dev.slipway.model.ProjectName;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway pull}: fetches what is live as an archive. */
@Command(name = "pull", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Fetch what is live as a tar archive.",
        description = {"", "The file appears under its name when it is whole. Its sha-256 is printed.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war pull shop",
            "  java -jar slipway.war pull shop -o backup/shop.tar.zst",
            "  java -jar slipway.war pull shop -o - | tar xz -C somewhere",
            ConnectionOptions.ENVIRONMENT, ServerCommand.EXIT_CODES,
            "", "The digest is written to standard output as sha256sum does (to standard error where the archive",
            "goes to standard output), everything else to standard error."})
final class PullCommand extends ServerCommand {
    private static final String STANDARD_OUTPUT = "-";

    @Parameters(index = "0", paramLabel = "PROJECT", description = "Name of the project.")
    private String project = "";

    @Option(names = {"-o", "--output"}, paramLabel = "FILE|DIR",
            description = "File to be written; its name says how it is compressed: .tar.gz, .tgz, .tar.zst or .tar. Or a "
                    + "directory, in which it is called PROJECT.tar.gz; - is standard output, in gzip. Default: "
                    + "PROJECT.tar.gz in the current directory.")
    private @Nullable String output;

    @Option(names = "--force", description = "Replace the file if it exists.")
    private boolean force;

    PullCommand(Session session) {
        super(session);
    }

    @Override
    void check() {
        new ProjectName(project);
        Path parent = file().toAbsolutePath().getParent();
        if (!isStandardOutput() && (parent == null || !Files.isDirectory(parent))) {
            throw new IllegalArgumentException("There is no directory " + parent);
        }
        if (!isStandardOutput() && Files.exists(file()) && (!force || Files.isDirectory(file()))) {
            throw new IllegalArgumentException(exists());
        }
        compression();
    }

    @Override
    int perform(SlipwayClient client, Reply reply) throws DeployFailedException {
        try {
            if (isStandardOutput()) {
                Pulled pulled = client.pull(new ProjectName(project), compression(), standardOutput());
                session().err().println(pulled.digest() + "  -");
                return 0;
            }
            return tell(reply, fetch(client));
        } catch (ClosedByInterruptException e) {
            return reply.failure("Interrupted", "interrupted", FailureKind.INTERRUPTED, Map.of());
        } catch (FileAlreadyExistsException e) {
            return reply.usage(exists());
        } catch (IOException e) {
            return reply.failure("Cannot write " + file() + ": " + e.getMessage(), "unwritable",
                    FailureKind.SERVER_FAILED, Map.of());
        }
    }

    private Pulled fetch(SlipwayClient client) throws DeployFailedException, IOException {
        try (ArchiveFile file = new ArchiveFile(file(), force)) {
            Pulled pulled = client.pull(new ProjectName(project), compression(), file.out());
            file.complete();
            return pulled;
        }
    }

    private int tell(Reply reply, Pulled pulled) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("project", project);
        fields.put("file", file().toString());
        fields.put("sha256", pulled.digest().hex());
        fields.put("size", pulled.size());
        fields.put("type", pulled.compression().mediaType());
        reply.note("pulled " + project + ": " + Figures.bytes(pulled.size()));
        return reply.success(fields, out -> out.println(pulled.digest() + "  " + Printable.of(file().toString())));
    }

    private String exists() {
        return file() + (Files.isDirectory(file()) ? " is a directory" : " exists; --force replaces a file");
    }

    private boolean isStandardOutput() {
        return STANDARD_OUTPUT.equals(output);
    }

    private Path file() {
        Path given = Path.of(output == null ? "." : output);
        return Files.isDirectory(given) ? given.resolve(project + Compression.GZIP.extension()).normalize() : given;
    }

    private Compression compression() {
        return isStandardOutput() ? Compression.GZIP
                : PackCompression.ofFileName(file().toString()).map(PackCompression::method).orElseThrow(
                        () -> new IllegalArgumentException(file() + " must end with .tar.gz, .tgz, .tar.zst or .tar"));
    }

    /** A print stream keeps failures to itself. */
    private OutputStream standardOutput() {
        return new FilterOutputStream(session().out()) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
                if (session().out().checkError()) {
                    throw new IOException("standard output takes no more");
                }
            }
        };
    }
}
