package dev.slipway.archive;

/** What is left out when a directory is packed. */
public enum PackOmission {
    /** Every directory of the name {@code node_modules}, with all that is in it. */
    NODE_MODULES {
        @Override
        boolean omits(PackedEntry entry) {
            return entry.isDirectory() && (entry.name().equals(NAME) || entry.name().endsWith('/' + NAME));
        }
    },
    /** Every symbolic link. */
    LINKS {
        @Override
        boolean omits(PackedEntry entry) {
            return entry.isLink();
        }
    };

    private static final String NAME = "node_modules";

    abstract boolean omits(PackedEntry entry);
}
