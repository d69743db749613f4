package dev.slipway.rollout;

/**
 * A release that every node is to get ready and keep, though it is not to be live. The wish ends by itself: who had it may be gone.
 *
 * @param recipe of the release
 * @param attempt names this wish, so that what nodes said to an earlier one is not taken for an answer
 * @param until when it ends, in milliseconds by the clock of the records
 */
record Hold(Recipe recipe, String attempt, long until) {}
