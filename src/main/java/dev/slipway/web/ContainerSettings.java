package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import org.jspecify.annotations.Nullable;

/** What the container says: settings, where the home directory belongs, whose threads to use. Read at start-up. */
final class ContainerSettings {
    private ContainerSettings() {}

    /** Context parameters {@code slipway.*}, else JNDI entries {@code java:comp/env/slipway/*}. */
    static Map<String, String> of(ServletContext context) {
        Map<String, String> values = new HashMap<>();
        boolean entries = hasNaming();
        for (Knob knob : Knob.values()) {
            String value = context.getInitParameter(knob.property());
            Object found = value == null && entries ? lookup("java:comp/env/slipway/" + knob.label()) : value;
            if (found != null) {
                values.put(knob.property(), found.toString());
            }
        }
        for (String name : Collections.list(context.getInitParameterNames())) {
            if (name.startsWith("slipway.project.")) {
                values.put(name, context.getInitParameter(name));
            }
        }
        return values;
    }

    /**
     * The home directory: what the launcher says, else the setting, else beside the container's own data, else
     * {@code ~/.slipway}.
     */
    static Path home(ServletContext context, Map<String, String> container) {
        if (context.getAttribute(Knob.HOME.property()) instanceof String launched) {
            return Path.of(launched);
        }
        Optional<String> given = Settings.withoutFile(container).given(Knob.HOME);
        return given.map(Path::of)
                .or(() -> property("jboss.server.data.dir").map(dir -> Path.of(dir, "slipway")))
                .or(() -> property("catalina.base").map(dir -> Path.of(dir, "slipway")))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".slipway"))
                .toAbsolutePath()
                .normalize();
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }

    /** The container's managed threads where there are some, else threads of our own. */
    static ThreadFactory threads() {
        if (lookup("java:comp/DefaultManagedThreadFactory") instanceof ThreadFactory managed) {
            return managed;
        }
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "slipway-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Whether there is any JNDI: to find that out anew takes two milliseconds for each setting. */
    private static boolean hasNaming() {
        try {
            new InitialContext().lookup("java:comp/env");
            return true;
        } catch (NoInitialContextException e) {
            return false;
        } catch (NamingException e) {
            return true;
        }
    }

    private static @Nullable Object lookup(String name) {
        try {
            return new InitialContext().lookup(name);
        } catch (NamingException e) {
            return null; // there is no such entry, or no JNDI at all
        }
    }
}
