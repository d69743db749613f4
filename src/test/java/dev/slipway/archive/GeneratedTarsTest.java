package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees made at random, packed in either way of long names, compressed or not, arrive as they were made. */
class GeneratedTarsTest {
    private static final int TREES = 150;
    private static final String[] PIECES = {"a", "B", "é", "日本", "\ud83d\ude00", " ", ".", "-", "x".repeat(60), "long-".repeat(20)};

    @TempDir
    private Path temporary;

    @Test
    void whatIsPackedIsUnpacked() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            Random random = new Random(seed);
            Path stage = Files.createDirectory(temporary.resolve("stage" + seed));
            Path release = Files.createDirectory(stage.resolve("release"));
            Made made = new Made(random);
            byte[] tar = made.tar();
            byte[] archive = switch (random.nextInt(3)) {
                case 0 -> tar;
                case 1 -> TarBytes.gzip(tar);
                default -> Zstd.compress(tar);
            };
            InputStream in = Feeds.values()[random.nextInt(Feeds.values().length)].of(archive);

            Extracted extracted = Extractors.readingAhead()
                    .extract(in, release, stage.resolve("links"), ExtractionProgress.NONE);

            assertThat(extracted.endOfArchive()).isTrue();
            assertThat(Trees.withoutPermissions(Trees.under(release))).as("seed %d", seed).isEqualTo(made.nodes);
        }
    }

    /** A tree and the archive of it. */
    private static final class Made {
        private final Random random;
        private final Map<String, Trees.Node> nodes = new TreeMap<>();
        private final List<String> directories = new ArrayList<>(List.of(""));
        private final List<String> files = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

        Made(Random random) {
            this.random = random;
            boolean posix = random.nextBoolean();
            tar.setLongFileMode(posix ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
            tar.setAddPaxHeadersForNonAsciiNames(posix);
        }

        byte[] tar() throws IOException {
            for (int entries = 1 + random.nextInt(30); entries > 0; entries--) {
                String name = newName();
                switch (random.nextInt(6)) {
                    case 0, 1 -> directory(name);
                    case 2 -> hardLink(name);
                    case 3 -> symbolicLink(name);
                    default -> file(name);
                }
            }
            file(newName());
            tar.close();
            return bytes.toByteArray();
        }

        private String newName() {
            String parent = directories.get(random.nextInt(directories.size()));
            StringBuilder name = new StringBuilder("n" + nodes.size());
            for (int pieces = random.nextInt(3); pieces > 0; pieces--) {
                name.append(PIECES[random.nextInt(PIECES.length)]);
            }
            return parent.isEmpty() || parent.length() > 400 ? name.toString() : parent + "/" + name;
        }

        private void directory(String name) throws IOException {
            put(new TarArchiveEntry(name + "/"), new byte[0]);
            nodes.put(name, Trees.Node.directory());
            directories.add(name);
        }

        private void file(String name) throws IOException {
            byte[] content = new byte[random.nextInt(random.nextBoolean() ? 3 : 3000)];
            random.nextBytes(content);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            put(entry, content);
            nodes.put(name, Trees.Node.file(content.length, Trees.sha256(content)));
            files.add(name);
        }

        private void hardLink(String name) throws IOException {
            if (!files.isEmpty()) {
                String target = files.get(random.nextInt(files.size()));
                TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_LINK);
                entry.setLinkName(target);
                put(entry, new byte[0]);
                nodes.put(name, nodes.get(target));
            }
        }

        private void symbolicLink(String name) throws IOException {
            int depth = (int) name.chars().filter(c -> c == '/').count();
            String target = "../".repeat(random.nextInt(depth + 1)) + "nowhere" + random.nextInt(9);
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(target);
            put(entry, new byte[0]);
            nodes.put(name, Trees.Node.link(target));
        }

        private void put(TarArchiveEntry entry, byte[] content) throws IOException {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
    }
}
