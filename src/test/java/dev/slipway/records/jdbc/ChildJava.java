package dev.slipway.records.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Command lines of child processes that run a class of the tests. */
final class ChildJava {
    private ChildJava() {}

    static List<String> command(Class<?> main, String heap, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(heap, "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Surefire hides the real one in the manifest of a jar, and leaves it in this property. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
