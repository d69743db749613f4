package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.archive.Compression;
import dev.slipway.model.Digest;
import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The live tree as a package: the same tree, or a transfer that its client sees broken. */
interface PackageContract extends SiteFixture {
    int LARGE = 24 << 20;

    private String deployed(Map<String, byte[]> files) throws IOException {
        String project = project();
        assertThat(deployer().put(project, Archives.tar(files)).status()).isEqualTo(201);
        return project;
    }

    private static String packageOf(String project) {
        return "/components/" + project + "/package";
    }

    /** The digest of each file of a tar by its path. */
    private static Map<String, Digest> digests(InputStream tar) throws IOException {
        Map<String, Digest> digests = new TreeMap<>();
        try (TarArchiveInputStream entries = new TarArchiveInputStream(tar)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.isFile()) {
                    digests.put(entry.getName(), Archives.digest(entries.readAllBytes()));
                }
            }
        }
        return digests;
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    default void aPackageIsTheLiveTree(Compression kind) throws IOException {
        Map<String, byte[]> files = new HashMap<>(Map.of("a/b/c.bin", Archives.noise(1, 3 << 20), "empty", new byte[0]));
        for (int i = 0; i < 300; i++) {
            files.put("many/" + i, Archives.noise(i, 500 + i));
        }
        Answer answer = deployer().ask("GET", packageOf(deployed(files)), "Accept: " + kind.mediaType());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo(kind.mediaType());
        assertThat(answer.header("content-disposition")).endsWith(kind.extension() + "\"");
        assertThat(digests(kind.open(new ByteArrayInputStream(answer.body())))).isEqualTo(Archives.digests(files));
    }

    /** The file that comes last goes away while the one before it is sent; the client reads on only then. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    default void aPackageThatFailsWhileItIsSentDoesNotEndLikeAWholeOne(Compression kind)
            throws IOException {
        String project = deployed(Map.of("a.bin", Archives.noise(1, LARGE), "b.bin", Archives.noise(2, 100)));
        Path last = home().live(project).toRealPath().resolve("b.bin");
        try (EventSocket client = new EventSocket(site().port())) {
            client.head("GET", packageOf(project), "deployer", "Accept: " + kind.mediaType());
            assertThat(client.status()).isEqualTo(200);
            Files.delete(last);
            assertThat(client.breaks()).as("a broken transfer").isTrue();
        }
        assertThat(deployer().ask("GET", "/components/" + project).status()).isEqualTo(200);
    }

    @Test
    default void aPackageThatCannotBeMadeIsAnErrorAsLongAsNothingIsSent() throws Exception {
        String project = deployed(Map.of("a.bin", Archives.noise(1, 1000)));
        Path pipe = home().live(project).toRealPath().resolve("b");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        refusedResource(deployer().ask("GET", packageOf(project)), Problem.NOT_POSSIBLE_NOW);
        Files.delete(pipe);
    }

    @Test
    default void aServerThatStopsBreaksWhatItSends() throws Exception {
        TestHome home = newHome();
        TestSite site = startOther(home, Map.of("slipway.shutdown-timeout", "1s"));
        String project = project();
        assertThat(new Requests(site.port(), "deployer").put(project,
                Archives.tar(Map.of("a.bin", Archives.noise(1, LARGE)))).status()).isEqualTo(201);
        try (EventSocket client = new EventSocket(site.port())) {
            client.head("GET", packageOf(project), "deployer", "Accept: application/x-tar");
            assertThat(client.status()).isEqualTo(200);
            site.close();
            assertThat(client.breaks()).as("a broken transfer").isTrue();
        }
    }
}
