package dev.slipway.rollout;

import dev.slipway.problem.DeployException;
import dev.slipway.records.Entries.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Passes over what a program of another version wrote and this one cannot read, whatever is wrong with it. It says so once for
 * what an entry says, though that is read every other second. Any thread; does not block.
 */
final class EntryReader {
    private static final System.Logger LOG = System.getLogger(EntryReader.class.getName());
    /** When more cannot be read it begins anew to tell of them. */
    private static final int MOST_TOLD = 1000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param reader throws any {@link RuntimeException} where it cannot be read. @return empty then */
    <T> Optional<T> read(Entry entry, Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (RuntimeException e) {
            if (told.size() >= MOST_TOLD) {
                told.clear();
            }
            if (told.add(entry.key() + " " + entry.value().hashCode())) {
                LOG.log(System.Logger.Level.WARNING, "The entry " + DeployException.printable(entry.key())
                        + " cannot be read and is passed over; it may be of another version of this program", e);
            }
            return Optional.empty();
        }
    }
}
