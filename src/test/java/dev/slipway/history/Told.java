package dev.slipway.history;

import java.util.Map;
import java.util.Optional;

/**
 * What a node told of the cluster.
 *
 * @param at when it was asked
 * @param generation of what is to be live
 * @param release what is to be live; empty for nothing
 * @param nodes the generation of each node, by the id of its home
 */
public record Told(long at, String project, long generation, Optional<String> release, Map<String, Long> nodes) {}
