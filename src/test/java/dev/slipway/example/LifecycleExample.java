package dev.slipway.example;

import dev.slipway.client.Confirmation;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeploymentEnd;
import dev.slipway.client.DeploymentQuery;
import dev.slipway.client.DeploymentRecord;
import dev.slipway.client.FollowListener;
import dev.slipway.client.SlipwayClient;
import dev.slipway.client.Target;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The examples of {@link SlipwayClient} and of docs/client.md, as code that is compiled and run. */
final class LifecycleExample {
    private final List<String> lines = new ArrayList<>();
    private final char[] password;

    LifecycleExample(char[] password) {
        this.password = password;
    }

    void lifecycle(Target target, ProjectName shop) throws DeployFailedException {
        // [lifecycle]
        SlipwayClient slipway = SlipwayClient.builder(target)
                .credentials("ann", () -> readPassword())
                .build();
        for (DeploymentRecord deployment : slipway.list(DeploymentQuery.NEWEST.of(shop)).deployments()) {
            log(deployment.id() + " " + deployment.status());
        }
        Confirmation back = slipway.rollback(shop, Optional.empty(), Optional.of("the basket is empty"));
        log(back.message());
        // [/lifecycle]
    }

    void follow(SlipwayClient slipway, DeploymentId id) throws DeployFailedException {
        // [follow]
        DeploymentEnd end = slipway.follow(id, new FollowListener() {
            @Override
            public void phase(String phase, String status) {
                log(phase + " " + status);
            }
        });
        log(end.message());
        // [/follow]
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
