import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

class RawUpgrade {
    public static void main(String[] arguments) throws Exception {
        String login = "admin:" + System.getenv("SLIPWAY_PASSWORD");
        InputStream archive = Files.newInputStream(Path.of("site.tar.gz"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("SLIPWAY_URL") + "/components/shop"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
                .PUT(BodyPublishers.ofInputStream(() -> archive))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
        System.exit(answer.statusCode() < 300 ? 0 : 1);
    }
}
