package dev.slipway.hooks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What one command writes, in lines that are told while it runs. Bounded: of a long line the beginning is told, after
 * {@value #MAX_LINES} lines or {@value #MAX_BYTES} bytes nothing more is; the last lines are always known. For one thread.
 */
final class HookOutput {
    /** Most bytes of a line. */
    static final int MAX_LINE = 1000;
    /** Most lines that are told. */
    static final int MAX_LINES = 1000;
    /** Most bytes that are told. */
    static final int MAX_BYTES = 64 * 1024;
    private static final int LAST_LINES = 5;
    private static final int LAST_LENGTH = 300;

    private final Hook hook;
    private final HookListener listener;
    private final byte[] line = new byte[MAX_LINE];
    private final Deque<String> last = new ArrayDeque<>();
    private int length;
    private boolean open;
    private int lines;
    private long told;

    HookOutput(Hook hook, HookListener listener) {
        this.hook = hook;
        this.listener = listener;
    }

    void write(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                end();
            } else {
                open = true;
                if (length < MAX_LINE) {
                    line[length++] = bytes[i];
                }
            }
        }
    }

    /** A last line need not be ended. */
    void end() {
        if (open && length > 0) {
            int end = line[length - 1] == '\r' ? length - 1 : length;
            tell(new String(Arrays.copyOf(line, end), StandardCharsets.UTF_8));
        }
        length = 0;
        open = false;
    }

    private void tell(String text) {
        if (last.size() == LAST_LINES) {
            last.removeFirst();
        }
        last.add(text.length() <= LAST_LENGTH ? text : text.substring(0, LAST_LENGTH) + "…");
        if (lines > MAX_LINES || told > MAX_BYTES) {
            return;
        }
        lines++;
        told += text.length();
        boolean enough = lines > MAX_LINES || told > MAX_BYTES;
        listener.line(hook, enough ? "(what it writes from here on is not told)" : text);
    }

    /** The last lines, oldest first. */
    List<String> last() {
        return List.copyOf(last);
    }
}
