package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Finds paths that differ only in case or in Unicode composition. Keeps 128 bits for each path in a table that is at
 * most two thirds full: a hash of the path as it would be folded, and one of the path as it is. The hashes are salted,
 * so that nobody can make them collide; if they ever do, an archive is refused that need not be. Used by one thread.
 */
final class SimilarNames {
    private static final int FIRST_CAPACITY = 1024;

    private final byte[] salt = new byte[16];
    private final MessageDigest sha256;
    private long[] folded = new long[FIRST_CAPACITY];
    private long[] exact = new long[FIRST_CAPACITY];
    private int size;

    SimilarNames() {
        new SecureRandom().nextBytes(salt);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Adds a path and those above it.
     *
     * @throws DeployException ARCHIVE_REFUSED when a similar one is there
     */
    void add(EntryPath path) {
        String value = path.value();
        int slash = value.indexOf('/');
        while (slash >= 0) {
            add(value.substring(0, slash), value);
            slash = value.indexOf('/', slash + 1);
        }
        if (!value.isEmpty()) {
            add(value, value);
        }
    }

    private void add(String path, String entry) {
        long fold = hash(fold(path));
        long self = hash(path);
        int slot = slot(fold);
        if (folded[slot] == 0) {
            folded[slot] = fold;
            exact[slot] = self;
            size++;
            growWhenFull();
        } else if (exact[slot] != self) {
            throw DeployException.refusedEntry(entry,
                    "another name differs from it only in case or in Unicode composition");
        }
    }

    private static String fold(String path) {
        String upper = Normalizer.normalize(path, Normalizer.Form.NFD).toUpperCase(Locale.ROOT);
        return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    private long hash(String text) {
        sha256.update(salt);
        long hash = ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
        return hash == 0 ? 1 : hash;
    }

    private int slot(long fold) {
        int mask = folded.length - 1;
        int slot = (int) fold & mask;
        while (folded[slot] != 0 && folded[slot] != fold) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void growWhenFull() {
        if (size <= folded.length / 3 * 2) {
            return;
        }
        long[] oldFolded = folded;
        long[] oldExact = exact;
        folded = new long[oldFolded.length * 2];
        exact = new long[oldFolded.length * 2];
        for (int i = 0; i < oldFolded.length; i++) {
            if (oldFolded[i] != 0) {
                int slot = slot(oldFolded[i]);
                folded[slot] = oldFolded[i];
                exact[slot] = oldExact[i];
            }
        }
    }
}
