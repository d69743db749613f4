package dev.slipway.example;

import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.DeployResult;
import dev.slipway.client.Outcome;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The examples of {@link DeployClient} and of docs/client.md, as code that is compiled and run. */
final class DeployExample {
    private final List<String> lines = new ArrayList<>();
    private final char[] password;

    DeployExample(char[] password) {
        this.password = password;
    }

    DeployResult deploy(Target target, Path dist) throws DeployFailedException {
        // [deploy]
        DeployClient client = DeployClient.builder(target)
                .credentials("ann", () -> readPassword())
                .timeout(Duration.ofMinutes(30))
                .build();
        DeployResult result = client.deploy(
                new DeployRequest(new ProjectName("shop"), dist), DeployListener.NONE);
        // [/deploy]
        return result;
    }

    void outcome(DeployClient client, DeployRequest request) {
        // [outcome]
        try {
            client.deploy(request, DeployListener.NONE);
        } catch (DeployFailedException e) {
            log(e.getMessage() + e.remedy().map(remedy -> " " + remedy).orElse(""));
            if (e.outcome() == Outcome.UNKNOWN) {
                log("Is it live? Look for deployment " + e.deploymentId().orElseThrow());
            }
        }
        // [/outcome]
    }

    DeployResult listen(DeployClient client, DeployRequest request) throws DeployFailedException {
        // [listen]
        DeployResult result = client.deploy(request, new DeployListener() {
            @Override
            public void connected(String server) {
                log("to " + server);
            }

            @Override
            public void retrying(int attempt, Duration delay, DeployFailedException why) {
                log("attempt " + attempt + " in " + delay.toMillis() + " ms: " + why.getMessage());
            }
        });
        log(result.deploymentId() + " is live after " + result.attempts() + " attempts");
        // [/listen]
        return result;
    }

    List<String> lines() {
        return lines;
    }

    private void log(String line) {
        lines.add(line);
    }

    private char[] readPassword() {
        return password.clone();
    }
}
