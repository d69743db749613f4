package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that proxies, containers, login pages and other servers give are recognised and explained. */
@Timeout(60)
class ForeignAnswerTest extends DeployFixture {
    private static final String NGINX = "Server: nginx/1.22.1\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
    private static final String TOMCAT_404 = "HTTP/1.1 404 \r\nContent-Type: text/html;charset=utf-8\r\n"
            + "Content-Language: en\r\nConnection: close\r\n\r\n<!doctype html><html lang=\"en\"><head><title>HTTP Status 404 "
            + "\u2013 Not Found</title><style type=\"text/css\">body {font-family:Tahoma,Arial,sans-serif;}</style></head>"
            + "<body><h1>HTTP Status 404 \u2013 Not Found</h1><hr class=\"line\" /><p><b>Type</b> Status Report</p>"
            + "<p><b>Message</b> The requested resource [&#47;] is not available</p><hr class=\"line\" />"
            + "<h3>Apache Tomcat/10.1.59</h3></body></html>";

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @Test
    void theEmpty400OfWildFlyIsExplained() throws Exception {
        DeployFailedException failure = afterUpload("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"
                + "Connection: close\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\n");
        assertThat(failure.kind()).isEqualTo(FailureKind.LIMIT);
        assertThat(failure).hasMessageContaining("WildFly").hasMessageContaining("max-post-size")
                .hasMessageContaining("proxy");
        assertThat(failure.remedy().orElseThrow()).contains("proxy_request_buffering off", "max-post-size,value=0");
    }

    @Test
    void theLimitOfAProxyIsNotTakenForTheServers() throws Exception {
        DeployFailedException failure = afterUpload("HTTP/1.1 413 Request Entity Too Large\r\n" + NGINX
                + "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request"
                + " Entity Too Large</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n");
        assertThat(failure.kind()).isEqualTo(FailureKind.LIMIT);
        assertThat(failure).hasMessageContaining("413").hasMessageContaining("\"413 Request Entity Too Large\"");
        assertThat(failure.remedy().orElseThrow()).contains("client_max_body_size", "proxy");
    }

    @Test
    void aProxyThatWantsALengthIsExplained() throws Exception {
        DeployFailedException failure = afterUpload("HTTP/1.1 411 Length Required\r\n" + NGINX
                + "<html><head><title>411 Length Required</title></head></html>");
        assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(failure.remedy().orElseThrow()).contains("chunked");
    }

    @ParameterizedTest
    @CsvSource({"408 Request Time-out, client_body_timeout, TIMED_OUT", "502 Bad Gateway, runs, NETWORK",
        "503 Service Temporarily Unavailable, log, NETWORK", "504 Gateway Time-out, proxy_read_timeout, NETWORK"})
    void whatAProxySaysOfTheServerBehindItIsExplained(String status, String remedy, FailureKind kind) throws Exception {
        DeployFailedException failure = beforeUpload("HTTP/1.1 " + status + "\r\n" + NGINX + "<html><head><title>" + status
                + "</title></head><body><hr><center>nginx/1.22.1</center></body></html>");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining("\"" + status + "\"");
        assertThat(failure.remedy().orElseThrow()).contains(remedy);
    }

    @Test
    void aProxyThatWantsCredentialsOfItsOwnIsExplained() throws Exception {
        DeployFailedException failure = beforeUpload("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: "
                + "Basic realm=\"Squid\"\r\nContent-Type: text/html\r\n\r\n<title>ERROR: Cache Access Denied</title>");
        assertThat(failure.code()).isEqualTo("proxy");
        assertThat(failure).hasMessageContaining("credentials of its own");
    }

    @ParameterizedTest
    @CsvSource({"301, https://host.example/components/app, https://host.example/",
        "308, https://host.example/slipway/components/app;jsessionid=ABC?ticket=XYZ, https://host.example/slipway/",
        "302, http://other.example:8080/x/, http://other.example:8080/x/", "307, /slipway/components/app, /slipway/"})
    void aRedirectNamesTheAddressToUse(int status, String location, String address) throws Exception {
        DeployFailedException failure = beforeUpload("HTTP/1.1 " + status + " Moved\r\nLocation: " + location
                + "\r\nContent-Length: 0\r\n\r\n");
        assertThat(failure.code()).isEqualTo("redirected");
        assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(failure).hasMessageContaining("loses its body").hasMessageContaining("(" + status + ")");
        assertThat(failure.remedy().orElseThrow()).endsWith(address);
        assertThat(failure.getMessage() + failure.remedy()).doesNotContain("ABC", "XYZ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 302 Found\r\nLocation: /login?next=/components/app\r\n\r\n",
        "HTTP/1.1 303 See Other\r\nLocation: https://sso.example/auth/realms/x?state=SECRET\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>Acme</title></head><form method=post>"
                + "<input name=u><input type=\"password\" name=p></form></html>",
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html><title>Sign in - Acme</title></html>",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"})
    void aLoginPageIsRecognised(String answer) throws Exception {
        DeployFailedException failure = beforeUpload(answer);
        assertThat(failure.code()).isEqualTo("login-page");
        assertThat(failure.remedy().orElseThrow()).contains("Basic");
        assertThat(failure.getMessage()).doesNotContain("SECRET");
    }

    @Test
    void aWrongContextPathOnATomcatIsRecognised() throws Exception {
        DeployFailedException failure = beforeUpload(TOMCAT_404);
        assertThat(failure.code()).isEqualTo("not-slipway");
        assertThat(failure).hasMessageContaining("A Tomcat answers").hasMessageContaining("HTTP Status 404");
        assertThat(failure.remedy().orElseThrow()).contains("context path", "/slipway/");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 401 \r\nWWW-Authenticate: Basic realm=\"Tomcat Manager Application\"\r\nContent-Type: text/html\r\n\r\n"
                + "<html><head><title>401 Unauthorized</title></head></html>",
        "HTTP/1.1 403 \r\nContent-Type: text/html\r\n\r\n<html><head><title>403 Access Denied</title></head><p>By default "
                + "the Manager needs the roles manager-gui or manager-script</html>",
        "HTTP/1.1 200 \r\nContent-Type: text/plain\r\n\r\nFAIL - Unknown command [/components/app]"})
    void theTomcatManagerIsRecognised(String answer) throws Exception {
        assertThat(beforeUpload(answer)).hasMessageContaining("Tomcat Manager");
    }

    @Test
    void aHarperServerIsRecognised() throws Exception {
        try (TestServer server = new TestServer(call -> {})) {
            server.introduces("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                    + "{\"registered\":false,\"version\":\"4.7.29\",\"ram_allocation\":null}");
            server.offers("HTTP/1.1 404 Not Found\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{\"message\":"
                    + "\"Route OPTIONS:/components/app not found\",\"error\":\"Not Found\",\"statusCode\":404}");
            DeployFailedException failure = failure(client(server));
            assertThat(failure).hasMessageContaining("Harper server (version 4.7.29)");
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n<html><head><title>400 The "
                + "plain HTTP request was sent to HTTPS port</title></head></html>",
        "HTTP/1.1 400 \r\nContent-Type: text/plain;charset=UTF-8\r\n\r\nBad Request\r\nThis combination of host and port "
                + "requires TLS.\r\n"})
    void aServerThatSaysItWantsTlsIsUnderstood(String answer) throws Exception {
        DeployFailedException failure = beforeUpload(answer);
        assertThat(failure.code()).isEqualTo("wrong-scheme");
        assertThat(failure.remedy().orElseThrow()).contains("https://");
    }

    @Test
    void neitherControlCharactersNorSecretsOfAForeignAnswerAreShown() throws Exception {
        String echoed = Base64.getEncoder().encodeToString("admin:s\u00e4cret".getBytes(StandardCharsets.UTF_8));
        for (String status : new String[] {"418 Teapot", "500 Oops", "403 No", "200 OK"}) {
            DeployFailedException failure = beforeUpload("HTTP/1.1 " + status + "\r\nContent-Type: text/\u0007x\r\n\r\n"
                    + "you sent \u001b[2J\u009b Authorization: Basic " + echoed + " and session_id=abcdef, "
                    + "\"api_key\": \"k123\", password=hunter2 Bearer tok.en-123");
            assertThat(failure.getMessage()).contains("you sent", "***")
                    .doesNotContain("\u001b", "\u009b", "\u0007", echoed, "abcdef", "k123", "hunter2", "tok.en");
        }
        DeployFailedException json = afterUpload("HTTP/1.1 500 Oops\r\n\r\n{\"message\":\"failed for Basic " + echoed
                + "\"}");
        assertThat(json.getMessage()).contains("failed for").doesNotContain(echoed);
    }

    private DeployFailedException beforeUpload(String answer) throws IOException {
        try (TestServer server = new TestServer(call -> {}).introduces(answer)) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(server.count("GET")).isZero();
            return failure;
        }
    }

    private DeployFailedException afterUpload(String answer) throws IOException {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.raw(answer);
        })) {
            return failure(client(server));
        }
    }
}
