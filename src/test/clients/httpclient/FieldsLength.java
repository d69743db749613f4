import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;

class FieldsLength {
    public static void main(String[] arguments) throws Exception {
        String login = "admin:" + System.getenv("SLIPWAY_PASSWORD");
        String field = "--slipway-form\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        String file = "--slipway-form\r\nContent-Disposition: form-data; name=\"payload\"; filename=\"site.tar.gz\"\r\n"
                + "Content-Type: application/gzip\r\n\r\n";
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("SLIPWAY_URL") + "/"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
                .header("Content-Type", "multipart/form-data; boundary=slipway-form")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(field.formatted("operation", "deploy_component")),
                        BodyPublishers.ofString(field.formatted("project", "shop")),
                        BodyPublishers.ofString(file),
                        BodyPublishers.ofFile(Path.of("site.tar.gz")),
                        BodyPublishers.ofString("\r\n--slipway-form--\r\n")))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
        System.exit(answer.statusCode() < 300 ? 0 : 1);
    }
}
