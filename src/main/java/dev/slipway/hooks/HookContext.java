package dev.slipway.hooks;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a command is told.
 *
 * @param deployment the deployment for which it is run
 * @param id the release that it is about; its directory is where the command runs
 * @param release directory of that release
 * @param previous directory of the release that is live, or was before; empty where there is none
 * @param live what servers look at: a link to the live release, or a copy of it
 * @param node name of this server
 */
public record HookContext(ProjectName project, DeploymentId deployment, DeploymentId id, Path release,
        Optional<Path> previous, Path live, String node) {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** The whole environment of the command: nothing of the server's own is in it. */
    Map<String, String> environment(Hook hook) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", PATH);
        all.put("LC_ALL", "C.UTF-8");
        all.put("SLIPWAY_HOOK", hook.label());
        all.put("SLIPWAY_PROJECT", project.value());
        all.put("SLIPWAY_DEPLOYMENT_ID", deployment.value());
        all.put("SLIPWAY_RELEASE_ID", id.value());
        all.put("SLIPWAY_RELEASE", release.toString());
        previous.ifPresent(path -> all.put("SLIPWAY_PREVIOUS", path.toString()));
        all.put("SLIPWAY_LIVE", live.toString());
        all.put("SLIPWAY_NODE", node);
        return all;
    }
}
