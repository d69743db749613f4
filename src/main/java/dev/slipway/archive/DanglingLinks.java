package dev.slipway.archive;

import java.util.Locale;

/** What becomes of a symbolic link whose target does not exist, when a directory is packed. */
public enum DanglingLinks {
    /** It is packed as it is, as every other link: the release is what the directory was. */
    KEEP,
    /** It is left out. */
    SKIP,
    /** The directory is not packed. */
    REFUSE;

    /**
     * Reads {@code keep}, {@code skip} or {@code refuse}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static DanglingLinks of(String text) {
        for (DanglingLinks value : values()) {
            if (value.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" says nothing about dangling links: it is keep, skip or refuse");
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
