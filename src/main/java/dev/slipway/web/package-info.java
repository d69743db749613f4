/**
 * Everything that knows {@code jakarta.servlet}.
 *
 * <p>Threads: a request begins on a container thread, which authenticates it, lets it in and returns. From then on an
 * {@link dev.slipway.web.UploadExchange} belongs to whichever thread has its turn (see there): a container thread that
 * was called because bytes are there, a worker that has made room in the pipe, or the watchdog. Nothing in a turn
 * blocks. Answers are written by a small pool of their own.
 */
@NullMarked
package dev.slipway.web;

import org.jspecify.annotations.NullMarked;
