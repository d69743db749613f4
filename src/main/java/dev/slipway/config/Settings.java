package dev.slipway.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The values of the {@link Knob}s, read once at start-up with the names and the order of MicroProfile Config: system
 * properties (ordinal 400), environment (300), {@code slipway.properties} in the home directory (200), then what the
 * container gives (context parameters and JNDI, 50). Immutable; any thread.
 */
public final class Settings {
    /** Name of the file in the home directory. */
    public static final String FILE = "slipway.properties";

    private static final Pattern PROJECT_NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final int FILE_ORDINAL = 200;
    private static final int CONTAINER_ORDINAL = 50;

    /** As many characters as a random secret of 128 bits has in hexadecimal. */
    private static final int MIN_SECRET = 32;
    /** Before the project's name and the name of a setting that is given for it alone. */
    private static final String PROJECT = "slipway.project.";
    /** Value that switches off for a project what is set for all. */
    private static final String NONE = "none";

    private final SmallRyeConfig config;
    private final String project;

    private Settings(SmallRyeConfig config) {
        this(config, "");
    }

    private Settings(SmallRyeConfig config, String project) {
        this.config = config;
        this.project = project;
    }

    /** As they are for one project: {@code slipway.project.<name>.<setting>} goes before {@code slipway.<setting>}. */
    public Settings forProject(String name) {
        return new Settings(config, name);
    }

    /** Projects that have settings of their own; those in the environment are not seen. */
    public Set<String> projects() {
        Set<String> names = new TreeSet<>();
        for (String property : config.getPropertyNames()) {
            if (isOfProject(property)) {
                names.add(property.substring(PROJECT.length(), property.lastIndexOf('.')));
            }
        }
        return names;
    }

    /** The property that gives the value, as a person would look for it. */
    public String property(Knob knob) {
        return ofProject(knob).isPresent() ? own(knob) : knob.property();
    }

    /**
     * Reads all sources but the file; enough to find the home directory.
     *
     * @param container values from context parameters and JNDI, by property name
     */
    public static Settings withoutFile(Map<String, String> container) {
        return new Settings(builder(container).build());
    }

    /**
     * Reads all sources and checks every value.
     *
     * @param container values from context parameters and JNDI, by property name
     * @param home the home directory; the file in it need not exist
     * @throws IllegalArgumentException naming the setting, when a value cannot be read or the file has a setting that
     *     does not exist
     * @throws IOException when the file is there and cannot be read
     */
    public static Settings read(Map<String, String> container, Path home) throws IOException {
        SmallRyeConfigBuilder builder = builder(container);
        Path file = home.resolve(FILE);
        if (Files.exists(file)) {
            builder.withSources(source(properties(file), file.getFileName().toString(), FILE_ORDINAL));
        }
        Settings settings = new Settings(builder.build());
        settings.check();
        return settings;
    }

    /** Only the given values over the defaults; for tests and embedding. */
    public static Settings of(Map<String, String> values) {
        Settings settings = new Settings(
                new SmallRyeConfigBuilder().withSources(source(values, "given", FILE_ORDINAL)).build());
        settings.check();
        return settings;
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> container) {
        return new SmallRyeConfigBuilder()
                .forClassLoader(Settings.class.getClassLoader())
                .addSystemSources()
                .withSources(source(container, "container", CONTAINER_ORDINAL));
    }

    private static ConfigSource source(Map<String, String> values, String name, int ordinal) {
        return new PropertiesConfigSource(values, name, ordinal);
    }

    private static Map<String, String> properties(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(in);
        }
        Map<String, String> values = new HashMap<>();
        TreeSet<String> unknown = new TreeSet<>();
        for (String name : read.stringPropertyNames()) {
            values.put(name, read.getProperty(name));
            if (!isKnob(name) && !isOfProject(name)) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(FILE + " has settings that do not exist: " + String.join(", ", unknown));
        }
        return values;
    }

    private static boolean isKnob(String property) {
        for (Knob knob : Knob.values()) {
            if (knob.property().equals(property)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfProject(String property) {
        int dot = property.lastIndexOf('.');
        return property.startsWith(PROJECT) && dot > PROJECT.length()
                && PROJECT_NAME.matcher(property.substring(PROJECT.length(), dot)).matches()
                && Stream.of(Knob.values()).anyMatch(knob -> knob.perProject() && knob.label().equals(property.substring(dot + 1)));
    }

    private void check() {
        checkValues();
        projects().forEach(name -> forProject(name).checkValues());
        requireOneOf(Knob.SYNC, "safe", "off");
        requireOneOf(Knob.LIVE_LINK, "auto", "link", "directory");
        requireOneOf(Knob.DEDUPE, "on", "off");
        requireOneOf(Knob.ON_FAILURE, "return", "stop");
    }

    private void checkValues() {
        for (Knob knob : Knob.values()) {
            switch (knob.kind()) {
                case BYTES -> givenBytes(knob);
                case COUNT -> count(knob);
                case DURATION -> duration(knob);
                case FLAG -> flag(knob);
                case TEXT -> given(knob);
            }
        }
        requireLong(Knob.CLUSTER_SECRET, MIN_SECRET);
    }

    /** Without the value, which is a secret. */
    private void requireLong(Knob knob, int least) {
        int length = given(knob).map(String::length).orElse(least);
        if (length < least) {
            throw new IllegalArgumentException(
                    knob.property() + " must have at least " + least + " characters, not " + length);
        }
    }

    private void requireOneOf(Knob knob, String... values) {
        String value = text(knob);
        if (!List.of(values).contains(value)) {
            throw new IllegalArgumentException(
                    property(knob) + " must be " + String.join(" or ", values) + ", not " + value);
        }
    }

    /** The value as text if it was given, without its default. */
    public Optional<String> given(Knob knob) {
        Optional<String> own = ofProject(knob);
        return own.isPresent() ? own.filter(value -> !value.equals(NONE)) : value(knob.property());
    }

    private Optional<String> ofProject(Knob knob) {
        return project.isEmpty() || !knob.perProject() ? Optional.empty() : value(own(knob));
    }

    private String own(Knob knob) {
        return PROJECT + project + "." + knob.label();
    }

    private Optional<String> value(String property) {
        return config.getOptionalValue(property, String.class).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** The value, or its default. */
    public String text(Knob knob) {
        return given(knob).orElse(knob.fallback());
    }

    /** {@code true} or {@code false}. */
    public boolean flag(Knob knob) {
        String value = text(knob);
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(property(knob) + " must be true or false, not " + value);
        }
        return Boolean.parseBoolean(value);
    }

    /** A whole number, at least 1. */
    public int count(Knob knob) {
        String value = text(knob);
        try {
            int count = Integer.parseInt(value);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(property(knob) + ": \"" + value + "\" is not a whole number", e);
        }
        throw new IllegalArgumentException(property(knob) + " must be at least 1, not " + value);
    }

    /** Bytes, when they were given; for knobs whose default depends on the machine. */
    public Optional<Long> givenBytes(Knob knob) {
        return given(knob).map(value -> bytes(knob, value));
    }

    /** Bytes. */
    public long bytes(Knob knob) {
        return bytes(knob, text(knob));
    }

    private long bytes(Knob knob, String value) {
        try {
            return Amount.bytes(value);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException(property(knob) + ": " + e.getMessage(), e);
        }
    }

    /** A time. */
    public Duration duration(Knob knob) {
        try {
            return Amount.duration(text(knob));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException(property(knob) + ": " + e.getMessage(), e);
        }
    }
}
