import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

class JsonLength {
    public static void main(String[] arguments) throws Exception {
        String login = "admin:" + System.getenv("SLIPWAY_PASSWORD");
        String payload = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("site.tar.gz")));
        String operation = "{\"operation\":\"deploy_component\",\"project\":\"shop\",\"payload\":\"%s\"}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("SLIPWAY_URL") + "/"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(operation.formatted(payload)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
        System.exit(answer.statusCode() < 300 ? 0 : 1);
    }
}
