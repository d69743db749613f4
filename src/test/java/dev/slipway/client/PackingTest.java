package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.archive.Compression;
import dev.slipway.archive.DanglingLinks;
import dev.slipway.archive.PackCompression;
import dev.slipway.archive.PackProgress;
import dev.slipway.archive.PackingProblem;
import dev.slipway.archive.TreeSurvey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackingTest extends DeployFixture {
    private static final List<String> ALL = List.of("application/gzip", "application/zstd", "application/x-tar");

    @ParameterizedTest
    @CsvSource({"gzip:9, GZIP, package.tar.gz, application/gzip", "zstd:3, ZSTD, package.tar.zst, application/zstd",
        "none, NONE, package.tar, application/x-tar"})
    void theArchiveIsSentAsWhatItIs(String compression, Compression method, String name, String type) throws Exception {
        Files.writeString(directory.resolve("a"), "hello");
        LinkedBlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
        try (TestServer server = new TestServer(call -> {
            bodies.add(call.body().readAllBytes());
            call.done("done");
        }).takesAllTypes()) {
            DeployResult result = client(server).deploy(
                    request().withCompression(PackCompression.of(compression)), DeployListener.NONE);
            byte[] body = bodies.take();
            String text = new String(body, StandardCharsets.ISO_8859_1);
            String head = "filename=\"" + name + "\"\r\nContent-Type: " + type + "\r\n\r\n";
            assertThat(text).contains(head);
            int start = text.indexOf(head) + head.length();
            byte[] payload = Arrays.copyOfRange(body, start, start + (int) result.payloadSize());
            assertThat(Compression.of(payload, payload.length)).isEqualTo(method);
        }
    }

    @Test
    void autoIsSettledWithTheServer() throws Exception {
        Files.writeString(directory.resolve("a"), "hello");
        assertThat(prepare(request(), ALL, Map.of()).compression()).isEqualTo(PackCompression.zstd(3));
        assertThat(prepare(request(), Set.of(), Map.of()).compression()).isEqualTo(PackCompression.gzip(6));
        DeployFailedException e = catchThrowableOfType(DeployFailedException.class, () -> prepare(
                request().withCompression(PackCompression.zstd(1)), Set.of("application/gzip"), Map.of()));
        assertThat(e.kind()).isEqualTo(FailureKind.USAGE);
        assertThat(e.code()).isEqualTo("compression");
        assertThat(e).hasMessageContaining("does not take zstd:1");
    }

    @Test
    void limitsAloneAreAFailureOfTheirKindAndOtherFaultsComeBeforeThem() throws Exception {
        Files.writeString(directory.resolve("a"), "hello");
        Map<String, Long> limits = Map.of("max-entry-bytes", 4L, "max-entries", 1L, "max-concurrent-extractions", 0L);
        DeployFailedException limit = catchThrowableOfType(DeployFailedException.class,
                () -> prepare(request(), ALL, limits));
        assertThat(limit.kind()).isEqualTo(FailureKind.LIMIT);
        assertThat(limit.code()).isEqualTo("limit-exceeded");
        assertThat(limit).hasMessageContaining("a: ").hasMessageContaining("max-entry-bytes");

        Files.writeString(directory.resolve("z\\"), "hello");
        DeployFailedException both = catchThrowableOfType(DeployFailedException.class,
                () -> prepare(request(), ALL, limits));
        assertThat(both.kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(both.code()).isEqualTo("unpackable");
        assertThat(both.problems()).extracting(PackingProblem::entry).containsExactly("z\\\\", ".", "a", "z\\");
    }

    @Test
    void thePayloadLimitCountsForAnUncompressedArchive() throws Exception {
        Files.writeString(directory.resolve("a"), "hello");
        Map<String, Long> limits = Map.of("max-payload-bytes", 5000L);
        prepare(request(), ALL, limits);
        DeployFailedException e = catchThrowableOfType(DeployFailedException.class,
                () -> prepare(request().withCompression(PackCompression.NONE), ALL, limits));
        assertThat(e.kind()).isEqualTo(FailureKind.LIMIT);
    }

    @Test
    void theListenerIsToldOfTheSurveyAndTheSamePackingCanBeRepeated() throws Exception {
        Files.writeString(directory.resolve("a"), "hello");
        Files.createSymbolicLink(directory.resolve("l"), Path.of("gone"));
        List<TreeSurvey> surveys = new ArrayList<>();
        DeployListener listener = new DeployListener() {
            @Override
            public void surveyed(TreeSurvey survey) {
                surveys.add(survey);
            }
        };
        Packing packing = Packing.prepare(request().withDanglingLinks(DanglingLinks.SKIP), ALL, Map.of(), Deadline.NONE,
                listener);
        assertThat(surveys).singleElement().satisfies(survey -> {
            assertThat(survey.bytes()).isEqualTo(5);
            assertThat(survey.links()).isZero();
            assertThat(survey.dangling()).hasSize(1);
        });
        assertThat(packed(packing)).isEqualTo(packed(packing));
    }

    private static byte[] packed(Packing packing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packing.packager().pack(out, new PackProgress());
        return out.toByteArray();
    }

    private static Packing prepare(DeployRequest request, Collection<String> types, Map<String, Long> limits)
            throws DeployFailedException {
        return Packing.prepare(request, types, limits, Deadline.NONE, DeployListener.NONE);
    }

    @Test
    void theSurveyEndsWithTheTimeOfTheDeploy() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        DeployFailedException failure = catchThrowableOfType(DeployFailedException.class, () -> Packing.prepare(
                request(), ALL, Map.of(), Deadline.in(Duration.ofNanos(1)), DeployListener.NONE));
        assertThat(failure.code()).isEqualTo("timed-out");
        assertThat(failure).hasMessageContaining("being looked at");
    }
}
