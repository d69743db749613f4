package dev.slipway.hooks;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.problem.DeployException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is run and asked when releases of one project become live. Immutable; any thread.
 *
 * @param timeout longest time of each command but the health check's
 */
public record ProjectHooks(Optional<HookCommand> verify, Optional<HookCommand> activate, Optional<HookCommand> restart,
        Optional<HealthCheck> health, Duration timeout) {
    /** Nothing. */
    public static final ProjectHooks NONE = new ProjectHooks(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofMinutes(2));

    /** @throws IllegalArgumentException naming the setting, when one makes no sense */
    static ProjectHooks of(Settings settings) {
        return new ProjectHooks(command(settings, Knob.VERIFY_COMMAND), command(settings, Knob.ACTIVATE_COMMAND),
                command(settings, Knob.RESTART_COMMAND), health(settings), settings.duration(Knob.HOOK_TIMEOUT));
    }

    private static Optional<HookCommand> command(Settings settings, Knob knob) {
        return read(settings, knob, HookCommand::parse);
    }

    private static Optional<HealthCheck> health(Settings settings) {
        GoodStatuses good = named(settings, Knob.HEALTH_STATUS, settings.text(Knob.HEALTH_STATUS), GoodStatuses::parse);
        Optional<HealthUrl> url = read(settings, Knob.HEALTH_URL, text -> new HealthUrl(text, good));
        Optional<HookCommand> command = command(settings, Knob.HEALTH_COMMAND);
        if (url.isEmpty() && command.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HealthCheck(url, command, settings.count(Knob.HEALTH_TRIES),
                settings.duration(Knob.HEALTH_INTERVAL), settings.duration(Knob.HEALTH_TIMEOUT),
                settings.duration(Knob.HEALTH_GRACE)));
    }

    private static <T> Optional<T> read(Settings settings, Knob knob, Function<String, T> reader) {
        return settings.given(knob).map(text -> named(settings, knob, text, reader));
    }

    private static <T> T named(Settings settings, Knob knob, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(settings.property(knob) + ": " + e.getMessage(), e);
        }
    }

    /** Whether anything is run or asked once a release is live. */
    public boolean afterwards(boolean restarting) {
        return activate.isPresent() || health.isPresent() || restarting && restart.isPresent();
    }

    /** Every command. */
    List<HookCommand> commands() {
        return Stream.of(verify, activate, restart, health.flatMap(HealthCheck::command)).flatMap(Optional::stream).toList();
    }

    /**
     * Runs the command of a hook, or the health check; nothing happens where there is none. Blocks, obeys an interrupt.
     *
     * @throws HookFailedException when it failed
     * @throws DeployException the reason of the halt
     */
    public void run(Hook hook, HookContext context, Halt halt, HookListener listener)
            throws HookFailedException, InterruptedException {
        if (hook == Hook.HEALTH && health.isPresent()) {
            health.get().run(context, halt, listener);
            return;
        }
        Optional<HookCommand> command = switch (hook) {
            case VERIFY -> verify;
            case ACTIVATE -> activate;
            case RESTART -> restart;
            case HEALTH -> Optional.empty();
        };
        if (command.isPresent()) {
            new HookRun(hook, command.get(), timeout).run(context, halt, listener);
        }
    }
}
