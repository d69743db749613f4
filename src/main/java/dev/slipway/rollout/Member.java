package dev.slipway.rollout;

import java.net.URI;
import java.util.Optional;

/**
 * A node as the others know it.
 *
 * @param id of its home directory
 * @param name shown to people
 * @param address where the other nodes reach it
 * @param version of its program
 * @param reachable whether it has given a sign of life lately
 * @param silentMillis how long ago the last one was
 */
record Member(String id, String name, Optional<URI> address, String version, boolean reachable, long silentMillis) {}
