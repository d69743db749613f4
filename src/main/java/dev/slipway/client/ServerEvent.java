package dev.slipway.client;

import java.util.Optional;

/**
 * One event of a stream as it came.
 *
 * @param id empty when it carried none of its own
 * @param name {@code message} when it carried none
 * @param data its lines, joined by line feeds
 */
record ServerEvent(Optional<String> id, String name, String data) {}
