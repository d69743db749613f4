package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases mp-150 to mp-165 of the corpus are here, in the two-part shape. */
class MultipartBodyTest {
    private static final String CONTENT_TYPE = "multipart/form-data; boundary=AaB03x";
    private static final String JSON = "{\"operation\":\"deploy_component\",\"project\":\"shop\"}";
    private static final byte[] ARCHIVE = archive();
    private static final int[] SLICES = {1, 2, 7, 64, 100_000};

    private final MultipartBytes parts = new MultipartBytes();
    private RecordedBody recorded = new RecordedBody();

    @ParameterizedTest
    @EnumSource(Format.class)
    void theOperationAndThenThePayloadAreHandedOn(Format format) {
        byte[] object = ObjectWriter.write(Map.of("operation", "deploy_component", "project", "shop"), format);
        assertTaken(parts.typed(format.mediaType(), object).payload(ARCHIVE).closed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation", "data", "meta", "request"})
    void anOperationIsKnownByItsNameAndFirstByte(String name) {
        assertTaken(parts.named(name, JSON).payload(ARCHIVE).closed());
    }

    @Test
    void anOperationWithoutANameIsKnownByItsFirstByte() {
        assertTaken(parts.part("", bytes(JSON)).payload(ARCHIVE).closed());
    }

    @Test
    void aRecordOfCborxIsAnOperationToo() {
        byte[] record = HexFormat.of().parseHex("d9dfff8319e0008167" + "70726f6a656374" + "6473686f70");
        feed(parts.part("", record).payload(ARCHIVE).closed(), 1);
        assertThat(recorded.operation()).isEqualTo(Map.of("project", "shop"));
    }

    @Test
    void neitherPartNeedsHeaders() {
        assertTaken(parts.part("", bytes(JSON)).part("", ARCHIVE).closed());
    }

    @Test
    void thePayloadMayHaveAnyNameAndType() {
        assertTaken(parts.operation(JSON).part("Content-Disposition: form-data; name=\"digest\"\r\n"
                + "Content-Type: application/json\r\n", ARCHIVE).closed());
    }

    @Test
    void anOperationWithAFilenameIsTaken() {
        assertTaken(parts.part("Content-Disposition: form-data; name=\"meta\"; filename=\"blob\"\r\n"
                + "Content-Type: application/octet-stream\r\n", bytes(JSON)).payload(ARCHIVE).closed());
    }

    @Test
    void otherMultipartTypesAreTaken() {
        byte[] body = parts.operation(JSON).payload(ARCHIVE).closed();
        RecordedBody.feed(RequestBodies.of("multipart/related; boundary=AaB03x", recorded), body, 10);
        assertThat(recorded.payload()).isEqualTo(ARCHIVE);
    }

    @Test
    void aPayloadInBase64IsDecoded() {
        byte[] text = Base64.getMimeEncoder().encode(ARCHIVE);
        assertTaken(parts.operation(JSON).part("Content-Transfer-Encoding: base64\r\n", text).closed());
    }

    @Test
    void aDigestMayFollowThePayload() {
        Digest digest = new Digest("ab".repeat(32));
        feed(parts.operation(JSON).payload(ARCHIVE).named("digest", digest.field()).closed(), 3);
        assertThat(recorded.calls()).containsExactly("operation", "payload", "digest " + digest.hex(), "complete");
    }

    @Test
    void aDigestOfAnotherAlgorithmIsPassedOver() {
        feed(parts.operation(JSON).payload(ARCHIVE).named("digest", "md5=:AAAA:").closed(), 3);
        assertThat(recorded.calls()).containsExactly("operation", "payload", "complete");
    }

    @Test
    void anIllegalDigestIsRefused() {
        assertRefused(Problem.INVALID_REQUEST, parts.operation(JSON).payload(ARCHIVE).named("digest", "sha-256=abc").closed());
    }

    @Test
    void anEndlessDigestIsRefused() {
        assertRefused(Problem.LIMIT_EXCEEDED, parts.operation(JSON).payload(ARCHIVE).named("digest", "a".repeat(1025)).closed());
    }

    @Test
    void aMissingPayloadIsTold() {
        feed(parts.operation(JSON).closed(), 5);
        assertThat(recorded.calls()).containsExactly("operation", "complete without payload");
    }

    @Test
    void anEmptyPayloadIsAPayload() {
        feed(parts.operation(JSON).named("payload", "").closed(), 5);
        assertThat(recorded.calls()).containsExactly("operation", "complete");
    }

    @Test
    void theOperationIsToldBeforeTheNextPartArrives() {
        RequestBody body = RequestBodies.of(CONTENT_TYPE, recorded);
        byte[] first = bytes("--AaB03x\r\n\r\n" + JSON + "\r\n--AaB03x\r\n");
        body.write(first, 0, first.length);
        assertThat(recorded.calls()).containsExactly("operation");
    }

    @Test
    void aBodyThatIsCutShortIsNeverComplete() {
        byte[] whole = parts.operation(JSON).payload(ARCHIVE).closed();
        for (int length = 0; length < whole.length - 2; length += 13) {
            recorded = new RecordedBody();
            RequestBody body = RequestBodies.of(CONTENT_TYPE, recorded);
            body.write(whole, 0, length);
            assertThatExceptionOfType(DeployException.class).isThrownBy(body::end);
            assertThat(recorded.calls()).doesNotContain("complete", "complete without payload");
            assertThatIllegalStateException().isThrownBy(body::end);
        }
    }

    @Test
    void aSecondArchiveIsRefused() {
        assertRefused(Problem.INVALID_REQUEST, parts.operation(JSON).payload(ARCHIVE).payload(ARCHIVE).closed());
    }

    @Test
    void aSecondOperationIsTakenForThePayloadAndTheArchiveBehindItRefused() {
        assertRefused(Problem.INVALID_REQUEST, parts.operation(JSON).operation(JSON).payload(ARCHIVE).closed());
    }

    @Test
    void anUnknownPartBetweenIsRefusedWithWhatFollowsIt() {
        assertRefused(Problem.INVALID_REQUEST, parts.operation(JSON).named("extra", "x").payload(ARCHIVE).closed());
    }

    @Test
    void partsBehindTheDigestAreRefused() {
        String digest = new Digest("ab".repeat(32)).field();
        assertRefused(Problem.INVALID_REQUEST,
                parts.operation(JSON).payload(ARCHIVE).named("digest", digest).named("digest", digest).closed());
    }

    @Test
    void anOperationAboveOneMebibyteIsRefused() {
        String padded = "{" + " ".repeat((1 << 20) - 2) + "}";
        feed(parts.named("operation", padded).payload(ARCHIVE).closed(), 65536);
        assertThat(recorded.calls()).contains("complete");
        assertRefused(Problem.LIMIT_EXCEEDED, new MultipartBytes().named("operation", padded.replace("{", "{ ")).closed(),
                65536);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"project\":\"a\",\"project\":\"b\"}", "{\"size\":1e999999999}",
        "{\"project\":\"a\"} {\"project\":\"b\"}", "{", "{\"payload\":\"aGVsbG8=\"}",
        "{\"payload\":{\"type\":\"Buffer\"}}"})
    void anOperationThatIsNotOneLegalObjectIsRefused(String json) {
        assertRefused(Problem.INVALID_REQUEST, parts.named("meta", json).payload(ARCHIVE).closed());
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"a\":" + "[".repeat(60_000) + "]".repeat(60_000) + "}";
        assertRefused(Problem.INVALID_REQUEST, parts.named("meta", deep).payload(ARCHIVE).closed(), 4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5b7fffffffffffffff", "bbffffffffffffffff", "9f9f9f", "a161615b7fffffffffffffff"})
    void cborThatLiesAboutItsLengthIsRefused(String hex) {
        byte[] cbor = HexFormat.of().parseHex(hex);
        assertRefused(Problem.INVALID_REQUEST, parts.typed("application/cbor", cbor).payload(ARCHIVE).closed());
    }

    private void assertTaken(byte[] body) {
        for (int slice : SLICES) {
            recorded = new RecordedBody();
            feed(body, slice);
            assertThat(recorded.calls()).containsExactly("operation", "payload", "complete");
            assertThat(recorded.operation()).isEqualTo(Map.of("operation", "deploy_component", "project", "shop"));
            assertThat(recorded.payload()).isEqualTo(ARCHIVE);
        }
    }

    private void assertRefused(Problem problem, byte[] body) {
        for (int slice : SLICES) {
            assertRefused(problem, body, slice);
        }
    }

    private void assertRefused(Problem problem, byte[] body, int slice) {
        recorded = new RecordedBody();
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> feed(body, slice))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
        assertThat(recorded.calls()).doesNotContain("complete", "complete without payload");
    }

    private void feed(byte[] body, int slice) {
        RecordedBody.feed(RequestBodies.of(CONTENT_TYPE, recorded), body, slice);
    }

    private static byte[] archive() {
        byte[] bytes = new byte[1500];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 + 3);
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
