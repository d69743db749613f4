package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node of a cluster has begun with a release and not ended, so that it is ended after a crash or a stop:
 * {@code journal/<project>.unverified} from before a release is kept until its verify command has passed, and
 * {@code journal/<project>.trial} from before the switch until the commands and the health check have ended. Durable when a
 * method returns; methods throw {@link DeployException} with {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED}. One
 * thread at a time for a project.
 */
public final class LaunchJournal {
    private static final String UNVERIFIED = ".unverified";
    private static final String TRIAL = ".trial";
    private static final String WHAT = "noting what is begun with a release";
    private static final System.Logger LOG = System.getLogger(LaunchJournal.class.getName());

    private final Path directory;
    private final Disk disk = new RealDisk();

    private LaunchJournal(Path directory) {
        this.directory = directory;
    }

    /** Of an open home directory. */
    public static LaunchJournal in(HomeDirectory home) {
        return new LaunchJournal(home.journal());
    }

    /**
     * A release that is live, or becomes so, and has not shown yet that it may stay.
     *
     * @param standing the release that is live again when it may not; empty when none was live
     */
    public record OnTrial(DeploymentId release, Optional<DeploymentId> standing) {}

    /** A trial begins. */
    public void tries(ProjectName project, OnTrial trial) {
        write(project, TRIAL, trial.release() + "\n" + trial.standing().map(DeploymentId::value).orElse("") + "\n");
    }

    /** The trial that has not ended; one that cannot be understood is logged and counts as none. */
    public Optional<OnTrial> trial(ProjectName project) {
        return read(directory.resolve(project + TRIAL)).filter(lines -> lines.size() == 2).map(lines -> new OnTrial(
                new DeploymentId(lines.get(0)), Optional.of(lines.get(1)).filter(id -> !id.isEmpty()).map(DeploymentId::new)));
    }

    /** The trial of a project has ended, whatever came of it. Nothing happens where there is none. */
    public void tried(ProjectName project) {
        delete(project, TRIAL);
    }

    /** A release is going to be kept that has to pass its verify command. */
    public void verifies(ProjectName project, DeploymentId release) {
        write(project, UNVERIFIED, release + "\n");
    }

    /** The command has passed, or the release is gone. Nothing happens where there is none. */
    public void verified(ProjectName project) {
        delete(project, UNVERIFIED);
    }

    /** Releases whose command was cut off. */
    public Map<ProjectName, DeploymentId> unverified() {
        Map<ProjectName, DeploymentId> all = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[!.]*" + UNVERIFIED)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                read(file).filter(lines -> lines.size() == 1).ifPresent(lines -> all.put(
                        new ProjectName(name.substring(0, name.length() - UNVERIFIED.length())), new DeploymentId(lines.get(0))));
            }
            return all;
        } catch (DirectoryIteratorException e) {
            throw StorageFailure.of(e.getCause(), WHAT);
        } catch (IOException e) {
            throw StorageFailure.of(e, WHAT);
        }
    }

    private Optional<List<String>> read(Path file) {
        try {
            List<String> lines = Files.readString(file, StandardCharsets.US_ASCII).lines().toList();
            lines.stream().filter(line -> !line.isEmpty()).forEach(DeploymentId::new);
            return Optional.of(lines);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DeployException | IOException e) {
            LOG.log(System.Logger.Level.ERROR, "journal/" + file.getFileName() + " makes no sense", e);
            return Optional.empty();
        }
    }

    private void write(ProjectName project, String suffix, String text) {
        Path temporary = directory.resolve("." + project + suffix + ".tmp");
        try {
            disk.write(temporary, text.getBytes(StandardCharsets.US_ASCII));
            disk.force(temporary);
            disk.rename(temporary, directory.resolve(project + suffix));
            disk.force(directory);
        } catch (IOException e) {
            throw StorageFailure.of(e, WHAT);
        }
    }

    private void delete(ProjectName project, String suffix) {
        Path file = directory.resolve(project + suffix);
        try {
            if (Files.exists(file)) {
                disk.delete(file);
                disk.force(directory);
            }
        } catch (IOException e) {
            throw StorageFailure.of(e, WHAT);
        }
    }
}
