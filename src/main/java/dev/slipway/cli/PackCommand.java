package dev.slipway.cli;

import dev.slipway.archive.ArchiveFile;
import dev.slipway.archive.DigestedOutput;
import dev.slipway.archive.PackCompression;
import dev.slipway.archive.PackOptions;
import dev.slipway.archive.PackProgress;
import dev.slipway.archive.Packager;
import dev.slipway.archive.PackingFailedException;
import dev.slipway.archive.TreeSurvey;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import dev.slipway.client.FailureKind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway pack}: makes the archive that {@code deploy} sends, without a server. */
@Command(name = "pack", sortOptions = false, mixinStandardHelpOptions = true,
        versionProvider = SlipwayCommand.VersionText.class,
        header = "Pack a directory into a file, as a deploy would send it.",
        description = {"", "The same tree gives the same bytes: the file's sha-256, which is printed, is the one that a "
                + "deploy of the directory with the same compression shows. The file can be sent with curl.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar slipway.war pack dist -o shop.tar.gz",
            "  java -jar slipway.war pack dist -o - --compression zstd:9 | ssh host 'cat > shop.tar.zst'",
            "", "Exit codes:", "  0 packed, 1 the file cannot be written, 2 usage, 3 the directory cannot be packed,",
            "  130 interrupted",
            "", "The digest is written to standard output as sha256sum does (to standard error where the archive",
            "goes to standard output), everything else to standard error."})
final class PackCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final int CANNOT_WRITE = 1;
    /** Names of archives that are no tar, or are compressed in ways that nobody here can. */
    private static final Pattern FOREIGN_ENDING =
            Pattern.compile("\\.(zip|jar|war|7z|rar|bz2|xz|lzma|lz4|br)$", Pattern.CASE_INSENSITIVE);

    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", defaultValue = ".",
            description = "Directory to be packed. Default: the current one.")
    private Path directory = Path.of(".");

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true,
            description = "File to be written, not inside DIR; - is standard output.")
    private String output = "";

    @Option(names = "--compression", paramLabel = "METHOD[:LEVEL]",
            description = "gzip, zstd or none; levels are gzip:1 to gzip:9 and zstd:1 to zstd:19. Default: what the name "
                    + "of FILE ends with (.tar.gz, .tgz, .tar.zst, .tar), else gzip:6.")
    private @Nullable String compression;

    @Mixin
    private final DanglingLinksOption danglingLinks = new DanglingLinksOption();

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Option(names = {"-q", "--quiet"}, description = "Show no progress.")
    private boolean quiet;

    PackCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Interruption.during(this::outcome);
    }

    private int outcome() {
        try {
            PackOptions options = PackOptions.DEFAULT.with(compression().settled(Set.of()))
                    .with(danglingLinks.value());
            checkPlaces();
            pack(options);
            return 0;
        } catch (IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()), FailureKind.USAGE.exitCode());
        } catch (PackingFailedException e) {
            return refused(e);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            return fail("Interrupted", FailureKind.INTERRUPTED.exitCode());
        } catch (FileAlreadyExistsException e) {
            return fail(output + " exists; --force replaces a file", FailureKind.USAGE.exitCode());
        } catch (IOException e) {
            return fail("Cannot write " + output + ": " + reason(e), CANNOT_WRITE);
        }
    }

    private PackCompression compression() {
        if (FOREIGN_ENDING.matcher(output).find()) {
            throw new IllegalArgumentException(output + " would be a tar archive under a misleading name; name it .tar.gz, "
                    + ".tar.zst or .tar");
        }
        return compression != null ? PackCompression.of(compression)
                : PackCompression.ofFileName(output).orElse(PackCompression.gzip(PackCompression.GZIP_LEVEL));
    }

    private void checkPlaces() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no directory " + directory);
        }
        if (!isStandardOutput()) {
            Path place = Optional.ofNullable(ArchiveFile.target(Path.of(output)).getParent()).orElseThrow(
                    () -> new IllegalArgumentException(output + " is no name for a file"));
            if (!Files.isDirectory(place)) {
                throw new IllegalArgumentException("There is no directory " + place);
            }
            if (place.toRealPath().startsWith(directory.toRealPath())) {
                throw new IllegalArgumentException(output + " would lie in the directory that is packed");
            }
        }
    }

    private boolean isStandardOutput() {
        return output.equals(STANDARD_OUTPUT);
    }

    /** What is left to do when everything is written. */
    private interface Completion {
        void complete() throws IOException;
    }

    private void pack(PackOptions options) throws IOException {
        if (isStandardOutput()) {
            pack(options, standardOutput(), session.out()::flush);
        } else {
            try (ArchiveFile file = new ArchiveFile(Path.of(output), force)) {
                pack(options, file.out(), file::complete);
            }
        }
    }

    private void pack(PackOptions options, OutputStream to, Completion completion) throws IOException {
        try (ProgressDisplay display = new ProgressDisplay(session, quiet, "packing",
                found -> EntryLines.printDangling(session.err(), found, options.danglingLinks()))) {
            TreeSurvey survey = TreeSurvey.of(directory, options, seen ->
                    display.progress(new DeployProgress(DeployPhase.SURVEYING, seen, 0, 0, "")));
            display.surveyed(survey);
            PackProgress progress = new PackProgress();
            DigestedOutput out = new DigestedOutput(to, size -> display.progress(new DeployProgress(
                    DeployPhase.SENDING, progress.files(), progress.bytes(), size, progress.current())));
            new Packager(directory, options).pack(out, progress);
            completion.complete();
            display.close();
            tell(out, survey, display);
        }
    }

    /** A print stream keeps failures to itself. */
    private OutputStream standardOutput() {
        return new FilterOutputStream(session.out()) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
                if (session.out().checkError()) {
                    throw new IOException("standard output takes no more");
                }
            }
        };
    }

    private void tell(DigestedOutput out, TreeSurvey survey, ProgressDisplay display) {
        (isStandardOutput() ? session.err() : session.out()).println(out.sha256() + "  " + output);
        session.err().println("packed " + Figures.files(survey.files()) + ", " + Figures.bytes(survey.bytes()) + " into "
                + Figures.bytes(out.size()) + " in " + Figures.time(display.elapsed()));
    }

    private int refused(PackingFailedException e) {
        session.err().println("slipway: " + (e.problems().size() == 1 ? "this cannot be packed:" : e.getMessage() + ":"));
        EntryLines.print(session.err(), e.problems(), e.omitted());
        return FailureKind.REFUSED.exitCode();
    }

    private int fail(String text, int exitCode) {
        session.err().println("slipway: " + Report.safe(text));
        return exitCode;
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null ? f.getReason()
                : String.valueOf(e.getMessage());
    }
}
