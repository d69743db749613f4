package dev.slipway.client;

import dev.slipway.problem.Problem;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains answers that Slipway does not give: who gives them, what they mean for a deploy, and what to do. */
final class ForeignAnswer {
    static final String CHECK_ADDRESS = "Check the address. Below a context path it needs that path, "
            + "for example http://host:8080/slipway/";

    private static final String UNBUFFERED = "Have the proxy pass uploads on as they come (nginx: "
            + "proxy_request_buffering off, proxy_http_version 1.1), or deploy past it";
    private static final Pattern LOGIN_FORM =
            Pattern.compile("type\\s{0,20}=\\s{0,20}[\"']?password|<title[^>]{0,200}>[^<]{0,500}(log ?in|sign ?in|single sign)",
                    Pattern.CASE_INSENSITIVE);

    private ForeignAnswer() {}

    /** Whether answers of this status come from something before the server, whatever their body says. */
    static boolean isNoServers(int status) {
        return status >= 300 && status < 400 || status == 407;
    }

    static DeployFailedException harper(Target target, String version, Answer answer) {
        return refused("not-slipway", target + " is a Harper server (version " + ShownAnswer.line(version)
                + "), not Slipway", "Use Harper's own command for it, or give the address of a Slipway server.", answer);
    }

    /** The failure for an answer of any status. */
    static DeployFailedException explain(Target target, Answer answer) {
        if (answer.status() >= 300 && answer.status() < 400) {
            return Redirect.explain(target, answer);
        }
        if (wantsTls(answer)) {
            return Trouble.wrongScheme(target, null);
        }
        if (isTomcatManager(target, answer)) {
            return refused("not-slipway", target + " is the Tomcat Manager, which takes no deploys of this kind",
                    "Give the context path of the Slipway application, for example http://host:8080/slipway/", answer);
        }
        if (LOGIN_FORM.matcher(answer.text()).find() && ShownAnswer.isPage(answer)) {
            return loginPage(target + " answers with a login page " + ShownAnswer.of(answer), answer);
        }
        return byStatus(target, answer);
    }

    static DeployFailedException loginPage(String what, Answer answer) {
        return refused("login-page", what + ": a single sign-on or a form login stands before it", "Slipway takes user "
                + "and password with each request (Basic): give the address of the server behind the login, or have "
                + "this path exempted from it.", answer);
    }

    private static DeployFailedException byStatus(Target target, Answer answer) {
        String told = answer.status() + " " + ShownAnswer.of(answer);
        return switch (answer.status()) {
            case 400 -> answer.body().length == 0 ? emptyBadRequest(target, answer) : foreign(target, told, answer);
            case 401 -> unauthorized(target, told, answer);
            case 403 -> refused("http-403", target + " refused: " + told, "The answer is not Slipway's: something before "
                    + "it (a proxy, a firewall, the container) forbids the request; ask who runs that.", answer);
            case 404 -> notFound(target, told, answer);
            case 407 -> refused("proxy", "A proxy on the way to " + target + " wants credentials of its own: " + told,
                    "This client has none for proxies: go past the proxy, or have it let this machine through.", answer);
            case 408 -> gateway(target + " was not sent enough in time: " + told,
                    "A proxy between gave up waiting: raise its time for reading bodies (nginx: client_body_timeout), or "
                            + "deploy over a faster connection.", answer);
            case 411 -> refused("http-411", target + " wants to know the length of the body before it: " + told,
                    "A proxy between takes no chunked uploads. " + UNBUFFERED + ".", answer);
            case 413 -> gateway(target + " takes no body of this size: " + told, "The limit is one of a proxy or server "
                    + "before Slipway: raise it there (nginx: client_max_body_size 0; Apache: LimitRequestBody 0), or "
                    + "deploy past it.", answer);
            case 502, 503, 504 -> gateway("A proxy before " + target + " gets no answer from the server: " + told,
                    "Check that the server runs; look into its log and the proxy's. When it needs long, raise the "
                            + "proxy's time (nginx: proxy_read_timeout).", answer);
            case 501, 505 -> foreign(target, told, answer);
            default -> answer.status() >= 500 || answer.status() == 429
                    ? gateway(target + " failed: " + told, "Look into the log of the server, and of a proxy between.",
                            answer)
                    : foreign(target, told, answer);
        };
    }

    /** Undertow answers so before any application is asked; this client sends no length, so somebody added one. */
    private static DeployFailedException emptyBadRequest(Target target, Answer answer) {
        return DeployFailedException.answered(FailureKind.LIMIT, "http-400", target + " refused with an empty 400, as "
                + "WildFly does when a Content-Length is over its max-post-size. This client sends none: a proxy between "
                + "has collected the upload and added one", UNBUFFERED + "; or lift the limit of WildFly: "
                + "/subsystem=undertow/server=default-server/http-listener=default:write-attribute("
                + "name=max-post-size,value=0)", answer);
    }

    private static DeployFailedException unauthorized(Target target, String told, Answer answer) {
        String wanted = answer.header("www-authenticate");
        if (!wanted.isEmpty() && !wanted.toLowerCase(Locale.ROOT).contains("basic")) {
            return loginPage(target + " wants another kind of login (" + ShownAnswer.line(wanted.split("[ ,]", 2)[0])
                    + "): 401", answer);
        }
        return refused(Problem.NOT_AUTHENTICATED.code(), target + " does not know this user, or not this password: "
                + told, "Check user and password. The answer is not Slipway's: they may be wanted by a proxy or the "
                + "container before it.", answer);
    }

    private static DeployFailedException notFound(Target target, String told, Answer answer) {
        String who = answer.text().contains("Apache Tomcat") ? "A Tomcat" : "A server";
        return refused("not-slipway", who + " answers at " + target + ", but there is no Slipway at this path: " + told,
                CHECK_ADDRESS, answer);
    }

    private static DeployFailedException foreign(Target target, String told, Answer answer) {
        return refused("not-slipway", target + " answers, but not as Slipway does: " + told, CHECK_ADDRESS, answer);
    }

    private static DeployFailedException gateway(String what, String remedy, Answer answer) {
        return DeployFailedException.answered(Verdict.kind(answer.status()), "http-" + answer.status(), what, remedy,
                answer);
    }

    private static DeployFailedException refused(String code, String what, @Nullable String remedy, Answer answer) {
        return DeployFailedException.answered(FailureKind.REFUSED, code, what, remedy, answer);
    }

    /** The words of nginx, Apache and Tomcat for plain HTTP on a port for TLS. */
    private static boolean wantsTls(Answer answer) {
        String text = answer.text();
        return answer.status() == 400 && (text.contains("plain HTTP request was sent to HTTPS port")
                || text.contains("speaking plain HTTP to an SSL-enabled server port")
                || text.contains("This combination of host and port requires TLS"));
    }

    private static boolean isTomcatManager(Target target, Answer answer) {
        String text = answer.text();
        return answer.header("www-authenticate").contains("Tomcat Manager") || text.contains("Tomcat Web Application Manager")
                || text.startsWith("FAIL - ") || text.startsWith("OK - ")
                || target.uri().getPath().startsWith("/manager/") && text.contains("Apache Tomcat")
                || text.contains("manager-gui") && text.contains("manager-script");
    }
}
