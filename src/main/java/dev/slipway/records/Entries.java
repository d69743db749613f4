package dev.slipway.records;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records.Lease;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What servers with the same records tell each other: short texts under keys, each with a version; neither
 * has the character U+0000. What a method returns is
 * durable; what it throws is a {@link DeployException} with {@link Problem#RECORDS_FAILED}: after that it is not known whether
 * it was done. Methods block, for seconds at most, where they say nothing else; any thread that may. Time is the engine's: no
 * method depends on the clock of this machine.
 */
public interface Entries {
    /** Longest key, in characters. */
    int MAX_KEY = 400;

    /**
     * Puts a value, if the one that is there has the expected version, and wakes those who watch.
     *
     * @param key up to {@value #MAX_KEY} characters; parts of it are separated by slashes
     * @param version version of the value that it replaces; 0 to put it where there is none
     * @return its version now, above 0; empty when another version is there, or none, and nothing was done
     */
    OptionalLong put(String key, String value, long version);

    /**
     * The same for one who holds a lease, in one step with a look whether the lease is still held: who has lost it, however
     * slow to notice, changes nothing.
     *
     * @return empty also when the lease was lost
     */
    OptionalLong put(Lease lease, String key, String value, long version);

    /**
     * Puts a value whatever is there, without waking anybody: a sign of life.
     *
     * @return what time it is for the engine, in milliseconds since the epoch
     */
    long beat(String key, String value);

    /** The value under a key. */
    Optional<Entry> find(String key);

    /** All values whose keys begin so, by key. */
    List<Entry> range(String prefix);

    /** Deletes a value, if it has that version, and wakes those who watch. @return whether it is gone now */
    boolean delete(String key, long version);

    /**
     * Has something called soon after values may have changed: within a second as long as the engine can be reached, and once
     * more when it can be reached again. May be called without a change. Does not block.
     *
     * @param changed called on a thread of the engine's; returns at once
     * @return ends it
     */
    Watch watch(Runnable changed);

    /**
     * A value.
     *
     * @param version rises with each change
     * @param ageMillis how long ago it was put, by the engine's clock
     */
    record Entry(String key, String value, long version, long ageMillis) {}

    /** Something that is told of changes until it is closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
