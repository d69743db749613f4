package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {
    private static final byte[] ARCHIVE = new byte[1500];
    private static final Digest DIGEST = new Digest("ab".repeat(32));

    private final MultipartBytes parts = new MultipartBytes();
    private RecordedBody recorded = new RecordedBody();

    static {
        new Random(7).nextBytes(ARCHIVE);
    }

    private MultipartBytes deploy() {
        return parts.named("operation", "deploy_component").named("project", "123");
    }

    @Test
    void theFieldsAreTheOperationAndTheFileIsThePayload() {
        byte[] body = deploy().named("restart", "rolling").payload(ARCHIVE).closed();
        assertEverySplit(body, "operation", "payload", "complete");
        assertThat(recorded.operation()).containsExactly(
                entry("operation", "deploy_component"), entry("project", "123"), entry("restart", "rolling"));
    }

    @Test
    void fieldsBehindTheFileAmendTheOperation() {
        byte[] body = deploy().payload(ARCHIVE).named("restart", "true").closed();
        assertEverySplit(body, "operation", "payload", "amended", "complete");
        assertThat(recorded.operation()).containsEntry("restart", "true").containsEntry("project", "123");
    }

    @Test
    void aFileBeforeItsFieldsIsPutAside() {
        byte[] body = parts.payload(ARCHIVE).named("project", "shop").named("operation", "deploy_component").closed();
        assertEverySplit(body, "payload first", "payload", "operation", "complete");
        assertThat(recorded.operation()).containsOnlyKeys("project", "operation");
    }

    @Test
    void aFileBetweenTheFieldsThatTellWhatItIsForIsPutAside() {
        byte[] body = parts.named("operation", "deploy_component").payload(ARCHIVE).named("project", "shop").closed();
        assertEverySplit(body, "payload first", "payload", "operation", "complete");
    }

    @Test
    void aFileAloneComesWithAnEmptyOperation() {
        feed(parts.payload(ARCHIVE).closed(), 100);
        assertThat(recorded.calls()).containsExactly("payload first", "payload", "operation", "complete");
        assertThat(recorded.operation()).isEmpty();
    }

    @Test
    void aFormWithoutAFileIsAnOperationWithoutPayload() {
        feed(parts.named("operation", "registration_info").closed(), 5);
        assertThat(recorded.calls()).containsExactly("operation", "complete without payload");
    }

    @Test
    void anEmptyFileIsAPayload() {
        feed(deploy().payload(new byte[0]).closed(), 5);
        assertThat(recorded.calls()).containsExactly("operation", "complete");
    }

    @Test
    void thePayloadNeedsNoFilename() {
        feed(deploy().part("Content-Disposition: form-data; name=\"payload\"\r\n", ARCHIVE).closed(), 64);
        assertThat(recorded.payload()).isEqualTo(ARCHIVE);
    }

    @Test
    void aDigestFieldDeclaresThePayloadsDigestOnEitherSideOfIt() {
        assertEverySplit(deploy().payload(ARCHIVE).named("digest", DIGEST.field()).closed(),
                "operation", "payload", "digest " + DIGEST.hex(), "complete");
        byte[] before = new MultipartBytes().named("operation", "deploy_component").named("project", "shop")
                .named("digest", DIGEST.field()).payload(ARCHIVE).closed();
        assertEverySplit(before, "operation", "payload", "digest " + DIGEST.hex(), "complete");
        assertThat(recorded.operation()).doesNotContainKey("digest");
    }

    @Test
    void aSecondDigestIsRefusedAsEveryFieldThatComesTwice() {
        for (String name : new String[] {"digest", "_charset_", "restart"}) {
            String value = name.equals("digest") ? DIGEST.field() : "null";
            byte[] body = new MultipartBytes().named("operation", "deploy_component").named(name, value)
                    .named(name, value).closed();
            assertThatExceptionOfType(DeployException.class).as(name).isThrownBy(() -> feed(body, 100))
                    .withMessage("The form has the field \"" + name + "\" twice");
        }
    }

    @Test
    void aNullIsNoneExceptForTheProject() {
        byte[] body = parts.named("operation", "deploy_component").named("project", "null").named("package", "null")
                .named("digest", "null").payload(ARCHIVE).named("message", "null").closed();
        assertEverySplit(body, "operation", "payload", "amended", "complete");
        assertThat(recorded.operation()).containsEntry("project", "null").containsEntry("package", null)
                .containsEntry("message", null);
    }

    @Test
    void anEmptyFirstFieldIsAField() {
        feed(parts.named("message", "").named("operation", "x").closed(), 3);
        assertThat(recorded.operation()).isEqualTo(Map.of("message", "", "operation", "x"));
    }

    @Test
    void theCharsetFieldIsPassedOver() {
        feed(parts.named("_charset_", "utf-8").named("operation", "x").closed(), 3);
        assertThat(recorded.operation()).containsOnlyKeys("operation");
    }

    @Test
    void anotherFileIsRefusedByItsName() {
        assertRefused(deploy().file("archive", ARCHIVE).closed(), Problem.INVALID_REQUEST,
                "Unexpected file field \"archive\"; expected \"payload\"");
    }

    @Test
    void aSecondPayloadIsRefused() {
        assertRefused(deploy().payload(ARCHIVE).payload(ARCHIVE).closed(), Problem.INVALID_REQUEST, "second payload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "prototype"})
    void namesThatMeanSomethingElsewhereAreRefused(String name) {
        assertRefused(deploy().named(name, "x").payload(ARCHIVE).closed(), Problem.INVALID_REQUEST, name);
    }

    @Test
    void aFieldThatComesTwiceIsRefused() {
        assertRefused(deploy().named("project", "other").payload(ARCHIVE).closed(), Problem.INVALID_REQUEST,
                "\"project\" twice");
    }

    @Test
    void aFieldThatComesAgainBehindThePayloadIsRefused() {
        assertRefused(deploy().payload(ARCHIVE).named("project", "other").closed(), Problem.INVALID_REQUEST, "twice");
    }

    @Test
    void aFieldWithoutANameIsRefused() {
        assertRefused(deploy().typed("text/plain", new byte[10]).closed(), Problem.INVALID_REQUEST, "no name");
    }

    @Test
    void anOperationObjectBehindTheArchiveIsRefusedWithoutBeingRepeated() {
        byte[] body = parts.payload(ARCHIVE).named("operation", "{\"password\":\"secret\"}").closed();
        assertRefused(body, Problem.INVALID_REQUEST, "must be the first part");
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> feed(body, 7))
                .withMessageNotContaining("secret");
    }

    @Test
    void fieldsAreBoundedInAll() {
        for (int i = 0; i < 20; i++) {
            parts.named("field" + i, "x".repeat(60_000));
        }
        assertRefused(parts.closed(), Problem.LIMIT_EXCEEDED, "in all");
    }

    @Test
    void moreThanSixtyFourFieldsAreRefused() {
        for (int i = 0; i < 70; i++) {
            parts.named("f" + i, "x");
        }
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> feed(parts.closed(), 1000));
    }

    @Test
    void aFieldThatIsNoTextIsRefused() {
        byte[] latin1 = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        byte[] body = deploy().part("Content-Disposition: form-data; name=\"message\"\r\n", latin1).closed();
        assertRefused(body, Problem.INVALID_REQUEST, "not UTF-8");
    }

    @Test
    void aBodyThatIsCutShortIsNeverComplete() {
        byte[] whole = deploy().payload(ARCHIVE).named("restart", "true").closed();
        for (int length = 0; length < whole.length - 2; length++) {
            recorded = new RecordedBody();
            RequestBody body = RequestBodies.of(MultipartBytes.CONTENT_TYPE, recorded);
            body.write(whole, 0, length);
            assertThatExceptionOfType(DeployException.class).isThrownBy(body::end);
            assertThat(recorded.calls()).doesNotContain("complete", "complete without payload");
        }
    }

    private void assertEverySplit(byte[] body, String... calls) {
        for (int slice = 1; slice <= body.length; slice = slice < 70 ? slice + 1 : slice * 2) {
            recorded = new RecordedBody();
            feed(body, slice);
            assertThat(recorded.calls()).containsExactly(calls);
            assertThat(recorded.payload()).isEqualTo(ARCHIVE);
        }
    }

    private void assertRefused(byte[] body, Problem problem, String text) {
        for (int slice : new int[] {1, 7, 100_000}) {
            recorded = new RecordedBody();
            assertThatExceptionOfType(DeployException.class).isThrownBy(() -> feed(body, slice))
                    .withMessageContaining(text).satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
            assertThat(recorded.calls()).doesNotContain("complete", "complete without payload");
        }
    }

    private void feed(byte[] body, int slice) {
        RecordedBody.feed(RequestBodies.of(MultipartBytes.CONTENT_TYPE, recorded), body, slice);
    }
}
