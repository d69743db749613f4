package dev.slipway.history;

import java.util.Optional;

/**
 * What was live on the disk of a node.
 *
 * @param at when it was looked for, before the first look
 * @param node its name
 * @param home of which of its home directories: another one when it was wiped
 * @param live the release; empty for nothing
 * @param digest of the tree that is live; empty where it was not looked at
 */
public record Seen(long at, String node, String home, String project, Optional<String> live, Optional<String> digest) {}
