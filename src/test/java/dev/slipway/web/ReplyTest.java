package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.web.Reply.Face;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyTest {
    @ParameterizedTest
    @EnumSource(Problem.class)
    void bothFacesTellOfTheSameRow(Problem problem) {
        DeployException failure = new DeployException(problem, "what happened");
        Reply operations = Reply.of(failure, Face.OPERATIONS);
        assertThat(operations.status()).isEqualTo(problem.status());
        assertThat(operations.problem()).isTrue();
        assertThat(operations.body()).isEqualTo(Map.of(
                "error", "what happened", "code", problem.code(), "remedy", problem.remedy()));
        Reply resources = Reply.of(failure, Face.RESOURCES);
        assertThat(resources.status()).isEqualTo(problem.status());
        assertThat(resources.headers()).isEqualTo(operations.headers());
        assertThat(resources.body()).isEqualTo(Map.of(
                "type", "urn:slipway:problem:" + problem.code(), "title", problem.title(), "status", problem.status(),
                "detail", "what happened", "code", problem.code(), "remedy", problem.remedy()));
    }

    @ParameterizedTest
    @EnumSource(value = Problem.class, names = {"PROJECT_BUSY", "SERVER_BUSY", "SHUTTING_DOWN",
        "TOO_MANY_UPLOADS_OF_USER"})
    void whoMayTryAgainSoonIsToldWhen(Problem problem) {
        assertThat(Reply.of(new DeployException(problem, ""), Face.RESOURCES).headers().get("Retry-After"))
                .matches("[1-9][0-9]*");
    }

    @Test
    void whoMustLoginIsToldHow() {
        assertThat(Reply.of(new DeployException(Problem.NOT_AUTHENTICATED, ""), Face.OPERATIONS).headers())
                .containsEntry("WWW-Authenticate", "Basic realm=\"Slipway\", charset=\"UTF-8\"");
    }

    @Test
    void theEntryAndTheLimitAreMembersOfTheirOwn() {
        Reply reply = Reply.of(DeployException.limit("max-depth", "64", "65", "a/b"), Face.OPERATIONS);
        assertThat(reply.body()).containsEntry("limit", "max-depth").containsEntry("allowed", "64")
                .containsEntry("seen", "65").containsEntry("entry", "a/b");
    }

    @Test
    void theCauseIsNotTold() {
        Throwable cause = new IllegalStateException("/secret/path");
        Reply reply = Reply.of(new DeployException(Problem.INTERNAL, "The server failed", cause), Face.RESOURCES);
        assertThat(reply.body().toString()).doesNotContain("secret", "IllegalState");
    }

    @Test
    void aChangedReplyLeavesTheFirstAsItIs() {
        Reply ok = Reply.ok(Map.of("a", 1));
        Reply changed = ok.with(201).with("Location", "/x");
        assertThat(changed).isEqualTo(new Reply(201, Map.of("a", 1), Map.of("Location", "/x"), false));
        assertThat(ok).isEqualTo(new Reply(200, Map.of("a", 1), Map.of(), false));
    }
}
