package dev.slipway.release;

import java.util.ArrayList;
import java.util.List;

/** Command lines of child processes that run a class of the tests. */
public final class Children {
    private Children() {}

    /** A command line of this Java with the classes of the tests. */
    public static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", classPath()));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Surefire hides the real one in the manifest of a jar, and leaves it in this property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
