package dev.slipway.archive;

import dev.slipway.archive.TarMember.Kind;
import dev.slipway.problem.DeployException;

/** Makes a member of its header and of what extended headers said before it. */
final class TarMembers {
    private TarMembers() {}

    /** @throws DeployException ARCHIVE_REFUSED with the effective name */
    static TarMember member(TarHeader header, TarMetadata metadata) {
        String name = text(header, metadata.name(header), "the name");
        EntryPath path = EntryPath.of(name);
        long size = metadata.size(header);
        Kind kind = kind(header.type(), name, size);
        if (kind != Kind.FILE && size > 0) {
            throw DeployException.refusedEntry(name, "it has content, though it is not a file");
        }
        boolean link = kind == Kind.HARD_LINK || kind == Kind.SYMBOLIC_LINK;
        return new TarMember(kind, header.type(), name, path, size,
                link ? text(header, metadata.link(header), "the link target") : "");
    }

    private static Kind kind(byte type, String name, long size) {
        boolean slash = name.endsWith("/");
        Kind kind = switch (type) {
            case 0 -> slash && size == 0 ? Kind.DIRECTORY : Kind.FILE;
            case '0', '7' -> Kind.FILE;
            case '1' -> Kind.HARD_LINK;
            case '2' -> Kind.SYMBOLIC_LINK;
            case '5' -> Kind.DIRECTORY;
            default -> throw DeployException.refusedEntry(name, "it is " + refusedType(type)
                    + "; only files, directories and links are taken");
        };
        if (slash && kind != Kind.DIRECTORY) {
            throw DeployException.refusedEntry(name, "it is named like a directory and is none");
        }
        return kind;
    }

    private static String refusedType(byte type) {
        return switch (type) {
            case '3', '4' -> "a device";
            case '6' -> "a fifo";
            case 'S' -> "a sparse file";
            default -> String.format("of the unknown type 0x%02x", type & 0xff);
        };
    }

    private static String text(TarHeader header, byte[] bytes, String what) {
        return Utf8.decode(bytes, 0, bytes.length).orElseThrow(() -> DeployException.refusedEntry(
                header.shown(), what + " is not valid UTF-8"));
    }
}
