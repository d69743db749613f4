package dev.slipway.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the password comes from: a file, the environment, a person. Never the command line, which others can read. */
final class Password {
    static final String VARIABLE = "SLIPWAY_PASSWORD";

    private static final int MAX_BYTES = 4096;

    private Password() {}

    /**
     * Finds the password.
     *
     * @param file the first line of it is the password; null when none was named
     * @throws IllegalArgumentException when there is none; the message says what to do
     */
    static char[] find(Session session, @Nullable Path file, String user) {
        if (file != null) {
            return read(file);
        }
        String variable = session.environment(VARIABLE, "");
        if (!variable.isEmpty()) {
            return variable.toCharArray();
        }
        Console console = System.console();
        if (console == null || !Terminal.isTerminal(0)) {
            throw new IllegalArgumentException(
                    "there is no password: set " + VARIABLE + ", or name a file with --password-file");
        }
        char[] typed = console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new IllegalArgumentException("no password was given");
        }
        return typed;
    }

    private static char[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            String text = new String(bytes, StandardCharsets.UTF_8);
            Arrays.fill(bytes, (byte) 0);
            String line = text.lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw new IllegalArgumentException("the password file " + file + " is empty");
            }
            return line.toCharArray();
        } catch (IOException e) {
            throw new IllegalArgumentException("the password file " + file + " cannot be read", e);
        }
    }
}
