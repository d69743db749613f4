package dev.slipway.hooks;

import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An address that tells by the status of its answer whether a release is healthy.
 *
 * @param template may have {@code {project}} in it
 */
record HealthUrl(String template, GoodStatuses good) {
    private static final String PROJECT = "{project}";
    private static final Duration POLL = Duration.ofMillis(20);

    /** @throws IllegalArgumentException when it is no address that can be asked */
    HealthUrl {
        URI address = parsed(template.replace(PROJECT, "x"));
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null || address.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "it is not an address such as http://127.0.0.1:8080/{project}/health, without a user");
        }
    }

    /** It may have a password in it, and so is not shown. */
    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not an address: " + e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private URI of(ProjectName project) {
        return URI.create(template.replace(PROJECT, project.value()));
    }

    /**
     * Asks once, in a connection of its own: redirects are not followed, proxies not used.
     *
     * @throws HookFailedException when the answer is not good, or none comes in time
     */
    void ask(ProjectName project, Duration limit, Halt halt) throws HookFailedException, InterruptedException {
        URI address = of(project);
        try (HealthRequest request = HealthRequest.begin(address)) {
            int status = await(request.status(), System.nanoTime() + limit.toNanos(), halt);
            if (!good.has(status)) {
                throw failed(address, "answered " + status + ", not " + good.text());
            }
        } catch (TimeoutException e) {
            throw failed(address, "did not answer within " + Times.text(limit));
        } catch (IOException | ExecutionException e) {
            throw failed(address, "could not be asked: " + reason(e));
        }
    }

    private static int await(CompletableFuture<Integer> asked, long deadline, Halt halt)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            halt.require();
            try {
                return asked.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String text = cause.getMessage();
        return cause.getClass().getSimpleName().replace("Exception", "") + (text == null ? "" : " (" + text + ")");
    }

    /** What is behind the question mark may be a secret. */
    private static HookFailedException failed(URI address, String what) {
        String shown = address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
        return new HookFailedException(shown + " " + what, List.of());
    }
}
