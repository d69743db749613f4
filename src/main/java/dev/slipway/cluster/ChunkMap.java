package dev.slipway.cluster;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.ChunkDigests;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node has of a payload, as it tells others: {@code {"size":…,"chunk_size":8388608,"complete":false,"chunks":"…"}},
 * where {@code chunks} has two hexadecimal digits for eight chunks, the lowest bit for the first of them.
 *
 * @param size bytes of the whole payload
 * @param chunks which it has; empty when it has all
 */
public record ChunkMap(long size, Optional<BitSet> chunks) {
    /** As values of an answer. */
    public Map<String, Object> toObject() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("size", size);
        object.put("chunk_size", ChunkDigests.CHUNK_BYTES);
        object.put("complete", chunks.isEmpty());
        chunks.ifPresent(set -> object.put("chunks", HexFormat.of().formatHex(set.toByteArray())));
        return object;
    }

    /** Most bytes of such an answer for a payload of so many chunks. */
    static int mostBytes(int chunks) {
        return 256 + chunks / 4 + 2;
    }

    /**
     * Reads an answer.
     *
     * @param json whole, bounded by the caller
     * @throws IOException when it is not of that form
     */
    static ChunkMap read(byte[] json) throws IOException {
        try {
            Map<String, Object> object = ObjectReader.read(json, Format.JSON);
            if (object.get("size") instanceof Long size && object.get("complete") instanceof Boolean complete
                    && Long.valueOf(ChunkDigests.CHUNK_BYTES).equals(object.get("chunk_size"))) {
                if (complete) {
                    return new ChunkMap(size, Optional.empty());
                }
                if (object.get("chunks") instanceof String hex) {
                    return new ChunkMap(size, Optional.of(BitSet.valueOf(HexFormat.of().parseHex(hex))));
                }
            }
        } catch (DeployException | IllegalArgumentException e) {
            throw new IOException("the answer does not tell chunks", e);
        }
        throw new IOException("the answer does not tell chunks of " + ChunkDigests.CHUNK_BYTES + " bytes");
    }

    /** The chunks of a payload that the node has. @param count how many the payload has */
    BitSet of(int count) {
        BitSet set = new BitSet(count);
        set.set(0, count);
        chunks.ifPresent(set::and);
        return set;
    }
}
