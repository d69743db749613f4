package dev.slipway.hooks;

import dev.slipway.config.Settings;
import dev.slipway.model.ProjectName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The hooks of every project, as they are configured. Immutable; any thread. */
public final class Hooks {
    /** None at all. */
    public static final Hooks NONE = new Hooks(ProjectHooks.NONE, Map.of());

    private final ProjectHooks general;
    private final Map<ProjectName, ProjectHooks> own;

    private Hooks(ProjectHooks general, Map<ProjectName, ProjectHooks> own) {
        this.general = general;
        this.own = Map.copyOf(own);
    }

    /** @throws IllegalArgumentException naming the setting, when one makes no sense */
    public static Hooks of(Settings settings) {
        Map<ProjectName, ProjectHooks> own = new HashMap<>();
        settings.projects().forEach(name -> own.put(new ProjectName(name), ProjectHooks.of(settings.forProject(name))));
        return new Hooks(ProjectHooks.of(settings), own);
    }

    /** Those of a project. */
    public ProjectHooks of(ProjectName project) {
        return own.getOrDefault(project, general);
    }

    /** What an administrator should know at the start: what is configured and cannot work, or not wholly. */
    public List<String> concerns() {
        List<String> all = new ArrayList<>();
        TreeSet<String> programs = new TreeSet<>();
        Stream.concat(Stream.of(general), own.values().stream()).flatMap(hooks -> hooks.commands().stream())
                .forEach(command -> programs.add(command.program()));
        if (!programs.isEmpty() && !ProcessGroup.complete()) {
            all.add("There is no program setsid (util-linux) here: when a hook takes too long, what it started may be left"
                    + " running");
        }
        for (String program : programs) {
            if (!Files.isExecutable(Path.of(program))) {
                all.add("A hook names " + program + ", which is not there, or is not a program: it will fail");
            }
        }
        return all;
    }
}
