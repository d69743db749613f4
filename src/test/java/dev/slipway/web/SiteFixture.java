package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.util.Map;

/** What the contracts find: a running site whose home is quiet before and after each test. */
interface SiteFixture {
    /** The running site. */
    TestSite site();

    /** Its home. */
    TestHome home();

    /** A project name that no other test has. */
    String project();

    /** Another site with these settings over the usual ones, at a home of its own or a given one. */
    TestSite startOther(TestHome home, Map<String, String> settings) throws Exception;

    /** A new place for a home. */
    TestHome newHome() throws Exception;

    default Requests deployer() {
        return new Requests(site().port(), "deployer");
    }

    /** The answer is this problem in the form of the operations endpoint. */
    default Map<String, Object> refusedOperation(Answer answer, Problem problem) {
        Map<String, Object> object = refused(answer, problem);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(object).containsKey("error").doesNotContainKeys("detail", "title", "type");
        return object;
    }

    /** The answer is this problem in the form of RFC 9457. */
    default Map<String, Object> refusedResource(Answer answer, Problem problem) {
        Map<String, Object> object = refused(answer, problem);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(object).containsEntry("type", "urn:slipway:problem:" + problem.code())
                .containsEntry("title", problem.title())
                .containsEntry("status", (long) problem.status())
                .containsKey("detail").doesNotContainKey("error");
        return object;
    }

    private Map<String, Object> refused(Answer answer, Problem problem) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(problem.status());
        Map<String, Object> object = answer.object();
        assertThat(object).as(answer.toString()).containsEntry("code", problem.code())
                .containsEntry("remedy", problem.remedy());
        assertThat(answer.text()).as("nothing of the server's inside")
                .doesNotContain(home().path().toString(), "dev.slipway", "java.", "Exception", "\\tat ", "/tmp/");
        return object;
    }
}
