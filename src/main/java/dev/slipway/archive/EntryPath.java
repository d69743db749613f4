package dev.slipway.archive;

import dev.slipway.problem.DeployException;

/**
 * The path of an entry under the directory it is unpacked to, known to stay inside it: plain components with one
 * {@code /} between them, no {@code .} and no {@code ..}. The root itself is the empty string.
 *
 * <p>Pure: nothing is asked of a file system. The packing side checks the names it sends with the same rules. How deep
 * a path may be is a limit, not a rule, and is judged by who knows the limit.
 *
 * @param value at most {@value #MAX_BYTES} bytes of UTF-8, each component at most {@value #MAX_COMPONENT_BYTES}
 */
public record EntryPath(String value) {
    /** Longest path, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;
    /** Longest component, in bytes of UTF-8. */
    public static final int MAX_COMPONENT_BYTES = 255;

    /** @throws DeployException ARCHIVE_REFUSED when a rule is broken or the value is not in its plain form */
    public EntryPath {
        if (!value.isEmpty()) {
            checkText(value, value);
            checkComponents(value);
        }
    }

    /**
     * The path that an entry's effective name stands for: {@code .} components, doubled and trailing slashes removed.
     *
     * @param name the name as sent
     * @throws DeployException ARCHIVE_REFUSED with the name, when it breaks a rule
     */
    public static EntryPath of(String name) {
        if (name.isEmpty()) {
            throw DeployException.refusedEntry(name, "the name is empty");
        }
        if (name.charAt(0) == '/') {
            throw DeployException.refusedEntry(name, "the path is absolute");
        }
        return new EntryPath(plain(name));
    }

    /**
     * As {@link #of(String)}, from the bytes of the name.
     *
     * @throws DeployException ARCHIVE_REFUSED, also when the bytes are not UTF-8
     */
    public static EntryPath of(byte[] name) {
        return of(Utf8.decode(name, 0, name.length).orElseThrow(() -> DeployException.refusedEntry(
                Utf8.shown(name, 0, name.length), "the name is not valid UTF-8")));
    }

    /** Whether this is the directory itself. */
    public boolean isRoot() {
        return value.isEmpty();
    }

    /** Number of components; 0 for the root. */
    public int depth() {
        return isRoot() ? 0 : (int) value.chars().filter(c -> c == '/').count() + 1;
    }

    /** The path without its last component; the root for paths of one component and for the root. */
    String parent() {
        return parentOf(value);
    }

    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String plain(String name) {
        if (!needsCleaning(name)) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (String component : name.split("/")) {
            if (!component.isEmpty() && !component.equals(".")) {
                plain.append(plain.isEmpty() ? "" : "/").append(component);
            }
        }
        return plain.toString();
    }

    private static boolean needsCleaning(String name) {
        return name.endsWith("/") || name.startsWith("./") || name.equals(".") || name.contains("//")
                || name.contains("/./") || name.endsWith("/.");
    }

    /** Refuses text that must stand in no path and in no link target. */
    static void checkText(String entry, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                throw DeployException.refusedEntry(entry, "it has a backslash");
            } else if (Character.isISOControl(c)) {
                throw DeployException.refusedEntry(entry, "it has a control character");
            } else if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw DeployException.refusedEntry(entry, "the name is not valid UTF-8");
                }
                i++;
            }
        }
        if (namesDrive(text)) {
            throw DeployException.refusedEntry(entry, "it names a drive");
        }
    }

    private static boolean namesDrive(String text) {
        if (text.length() < 3 || text.charAt(1) != ':') {
            return false;
        }
        char letter = text.charAt(0);
        boolean isLetter = letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
        return isLetter && (text.charAt(2) == '/' || text.startsWith("..", 2));
    }

    private static void checkComponents(String value) {
        int bytes = -1;
        int start = 0;
        while (start <= value.length()) {
            int slash = value.indexOf('/', start);
            int end = slash < 0 ? value.length() : slash;
            bytes += 1 + checkComponent(value, start, end);
            start = end + 1;
        }
        if (bytes > MAX_BYTES) {
            throw DeployException.refusedEntry(value, "the path is longer than " + MAX_BYTES + " bytes");
        }
    }

    private static int checkComponent(String value, int start, int end) {
        int length = end - start;
        if (length == 0 || length == 1 && value.charAt(start) == '.') {
            throw DeployException.refusedEntry(value, "the path is not in its plain form");
        }
        if (length == 2 && value.startsWith("..", start)) {
            throw DeployException.refusedEntry(value, "the path has a '..'");
        }
        int bytes = utf8Length(value, start, end);
        if (bytes > MAX_COMPONENT_BYTES) {
            throw DeployException.refusedEntry(value, "a component is longer than " + MAX_COMPONENT_BYTES + " bytes");
        }
        return bytes;
    }

    /** Bytes that a part of a text takes in UTF-8; surrogates count two each, which makes four for a pair. */
    static int utf8Length(String text, int start, int end) {
        int bytes = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
