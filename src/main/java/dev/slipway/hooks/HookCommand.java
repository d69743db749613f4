package dev.slipway.hooks;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.problem.DeployException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program and its arguments, as the administrator gives them. It is started as it stands here, never by a shell.
 *
 * @param argv the absolute path of the program first
 */
public record HookCommand(List<String> argv) {
    /** Most arguments, the program included. */
    public static final int MAX_ARGUMENTS = 64;
    private static final String EXAMPLE = "a JSON array of strings such as [\"/opt/bin/check\", \"--quick\"]";
    private static final String KEY = "argv";

    /** @throws IllegalArgumentException when it cannot be started whatever is on the disk */
    public HookCommand {
        argv = List.copyOf(argv);
        if (argv.isEmpty() || argv.size() > MAX_ARGUMENTS) {
            throw new IllegalArgumentException("a command has 1 to " + MAX_ARGUMENTS + " parts, not " + argv.size());
        }
        if (!argv.get(0).startsWith("/")) {
            throw new IllegalArgumentException("\"" + argv.get(0) + "\" is not an absolute path: a program is not looked for");
        }
        if (argv.stream().anyMatch(part -> part.indexOf(0) >= 0)) {
            throw new IllegalArgumentException("a part of a command cannot have the character U+0000");
        }
    }

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException when it is not a JSON array of strings, or as the constructor
     */
    public static HookCommand parse(String json) {
        return new HookCommand(strings(json));
    }

    private static List<String> strings(String json) {
        Map<String, Object> read;
        try {
            read = ObjectReader.read(("{\"" + KEY + "\":" + json + "}").getBytes(StandardCharsets.UTF_8), Format.JSON);
        } catch (DeployException e) {
            throw new IllegalArgumentException("it is not " + EXAMPLE, e);
        }
        List<String> parts = new ArrayList<>();
        if (read.size() == 1 && read.get(KEY) instanceof List<?> list) {
            for (Object part : list) {
                if (!(part instanceof String text)) {
                    throw new IllegalArgumentException("it is not " + EXAMPLE);
                }
                parts.add(text);
            }
            return parts;
        }
        throw new IllegalArgumentException("it is not " + EXAMPLE);
    }

    /** The program. */
    public String program() {
        return argv.get(0);
    }
}
