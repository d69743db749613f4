package dev.slipway.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges the system calls of a process, as {@code strace -f -y} writes them: what a release is made of is on the disk before
 * the one rename that makes it live, and that, its archive and its record are before the answer. A file is on the disk when it
 * was synced after it was written, a name when its directory was.
 */
final class SyncOrder {
    /** How the line begins that a process prints when it answers. */
    static final String ANSWER = "answer ";
    /** What is to be traced. */
    static final String CALLS = "openat,creat,write,pwrite64,writev,ftruncate,fsync,fdatasync,syncfs,rename,renameat,"
            + "renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,unlink,unlinkat,rmdir";

    private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*");
    private static final Pattern FILE = Pattern.compile("\\d+<([^>]*?)(?: \\(deleted\\))?>.*");
    private static final Pattern NAME = Pattern.compile("(?:(?:AT_FDCWD|\\d+)<([^>]*)>, )?\"([^\"]*)\"");

    private final Path home;
    private final Predicate<Path> deciding;
    private final Map<String, String> unfinished = new HashMap<>();
    private final Set<Path> unsynced = new LinkedHashSet<>();
    private final Set<Path> entries = new LinkedHashSet<>();
    private final Set<String> broken = new TreeSet<>();
    private final Set<String> kinds = new TreeSet<>();
    private int decisions;
    private int answers;

    /**
     * For one home.
     *
     * @param deciding the path onto which the rename is made that decides what is live
     */
    SyncOrder(Path home, Predicate<Path> deciding) {
        this.home = home;
        this.deciding = deciding;
    }

    /** The rules that were broken, each once. */
    Set<String> broken() {
        return broken;
    }

    /** Kinds of calls that were seen below the home. */
    Set<String> kinds() {
        return kinds;
    }

    int decisions() {
        return decisions;
    }

    int answers() {
        return answers;
    }

    /** Takes one line of the log. */
    void line(String line) {
        Matcher numbered = LINE.matcher(line);
        if (!numbered.matches()) {
            return;
        }
        String process = numbered.group(1);
        String text = numbered.group(2);
        int cut = text.indexOf("<unfinished ...>");
        if (cut >= 0) {
            unfinished.put(process, text.substring(0, cut));
            return;
        }
        Matcher resumed = RESUMED.matcher(text);
        if (resumed.matches()) {
            text = unfinished.remove(process) + resumed.group(1);
        }
        Matcher call = CALL.matcher(text);
        if (call.matches() && !call.group(3).startsWith("-")) {
            judge(call.group(1), call.group(2));
        }
    }

    private void judge(String call, String arguments) {
        switch (call) {
            case "write", "pwrite64", "writev", "ftruncate" -> written(call, arguments);
            case "fsync", "fdatasync" -> file(arguments).forEach(path -> {
                kinds.add(call);
                unsynced.remove(path);
                entries.remove(path);
            });
            case "syncfs" -> {
                kinds.add(call);
                unsynced.clear();
                entries.clear();
            }
            case "openat", "creat" -> {
                if (call.equals("creat") || arguments.contains("O_CREAT")) {
                    names(arguments).forEach(path -> {
                        kinds.add(call);
                        unsynced.add(path);
                        entries.add(path.getParent());
                    });
                }
            }
            case "rename", "renameat", "renameat2" -> renamed(call, names(arguments));
            default -> changed(call, names(arguments), arguments);
        }
    }

    private void written(String call, String arguments) {
        if (call.startsWith("write") && arguments.contains("\"" + ANSWER)) {
            answered();
        }
        file(arguments).forEach(path -> {
            kinds.add(call);
            unsynced.add(path);
        });
    }

    private void changed(String call, List<Path> names, String arguments) {
        if (names.isEmpty()) {
            return;
        }
        kinds.add(call);
        Path path = names.get(names.size() - 1);
        boolean deletes = call.startsWith("unlink") || call.equals("rmdir");
        if (!deletes || !path.getFileName().toString().startsWith(".old-")) { // nobody's any more, and swept at the next start
            entries.add(path.getParent());
        }
        if (deletes) {
            unsynced.remove(path);
            entries.remove(path);
            if (deciding.test(path)) {
                broken.add("what is live was deleted, not replaced");
            }
        }
    }

    private void renamed(String call, List<Path> names) {
        if (names.size() != 2) {
            return;
        }
        kinds.add(call);
        Path from = names.get(0);
        Path to = names.get(1);
        if (deciding.test(to)) {
            decisions++;
            require("before the rename that decides", path -> path.startsWith(home.resolve("releases"))
                    || path.startsWith(home.resolve("journal")) || path.equals(from));
        }
        move(unsynced, from, to);
        move(entries, from, to);
        entries.add(from.getParent());
        entries.add(to.getParent());
    }

    private static void move(Set<Path> paths, Path from, Path to) {
        for (Path path : List.copyOf(paths)) {
            if (path.startsWith(from)) {
                paths.remove(path);
                paths.add(to.resolve(from.relativize(path)).normalize());
            }
        }
    }

    private void answered() {
        answers++;
        require("before the answer", path -> path.startsWith(home.resolve("live"))
                || path.startsWith(home.resolve("releases")) || path.startsWith(home.resolve("payloads"))
                || path.equals(home.resolve("records/deployments.mv.db")));
    }

    private void require(String when, Predicate<Path> concerned) {
        unsynced.stream().filter(concerned).forEach(path -> broken.add(when + ", a file was not synced: " + shown(path)));
        entries.stream().filter(concerned).forEach(path -> broken.add(when + ", a directory was not synced: " + shown(path)));
    }

    /** Without what is another one each time. */
    private String shown(Path path) {
        return home.relativize(path).toString().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID")
                .replaceAll("[0-9a-f]{64}", "SHA-256");
    }

    private List<Path> file(String arguments) {
        Matcher file = FILE.matcher(arguments);
        return file.matches() ? here(Path.of(file.group(1))) : List.of();
    }

    /** The names among the arguments, without the text of a symbolic link. */
    private List<Path> names(String arguments) {
        List<Path> found = new ArrayList<>();
        Matcher name = NAME.matcher(arguments);
        while (name.find()) {
            Path base = Path.of(name.group(1) == null ? "/" : name.group(1));
            found.addAll(here(base.resolve(name.group(2)).normalize()));
        }
        return found;
    }

    private List<Path> here(Path path) {
        return path.startsWith(home) && !path.equals(home) ? List.of(path) : List.of();
    }
}
