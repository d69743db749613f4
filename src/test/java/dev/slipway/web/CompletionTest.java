package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the end of a request touches. */
class CompletionTest {
    private final List<String> calls = new ArrayList<>();
    private final HttpServletRequest request = recorded(HttpServletRequest.class, Map.of());
    private final HttpServletResponse response = recorded(HttpServletResponse.class, Map.of("isCommitted", false));
    private final AsyncContext context =
            recorded(AsyncContext.class, Map.of("getRequest", request, "getResponse", response));
    private final Completion completion = new Completion(context, cause -> { }, () -> { });

    private final TestConnection connection = new TestConnection();
    private final AsyncContext bound = recorded(AsyncContext.class, Map.of("getResponse", response, "getRequest",
            recorded(HttpServletRequest.class, Map.of("getAttribute", connection))));

    private <T> T recorded(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            calls.add(type.getSimpleName() + "." + method.getName() + (given == null ? "" : List.of(given)));
            return answers.get(method.getName());
        }));
    }

    /** A client that seems gone may still read. */
    @Test
    void whatNobodyAnswersIsARefusal() {
        assertThat(calls).contains("HttpServletResponse.setStatus[400]");
    }

    /** The container may have given it to the next request of the connection. */
    @Test
    void theAnswerIsNotTouchedAtTheEnd() {
        calls.clear();
        completion.complete();
        assertThat(calls).containsExactly("AsyncContext.complete");
    }

    @Test
    void whatTheContainerEndsIsNotCompletedAgain() throws Exception {
        completion.onComplete(new AsyncEvent(context));
        calls.clear();
        completion.complete();
        assertThat(calls).isEmpty();
    }

    /** The request's thread may be reading into a buffer that the end gives to others. */
    @Test
    void whereTheConnectionIsKnownItLetsGoFirst() {
        Completion bound = new Completion(this.bound, cause -> { }, () -> { });
        calls.clear();
        bound.complete();
        bound.complete();
        assertThat(calls).isEmpty();
        assertThat(connection.ends).hasSize(1);
        connection.ends.get(0).run();
        assertThat(calls).containsExactly("AsyncContext.complete");
    }

    @Test
    void aRequestEndsAlsoWhereTheContainerIsStopping() {
        connection.stopping = true;
        Completion bound = new Completion(this.bound, cause -> { }, () -> { });
        calls.clear();
        bound.complete();
        assertThat(calls).containsExactly("AsyncContext.complete");
    }
}
