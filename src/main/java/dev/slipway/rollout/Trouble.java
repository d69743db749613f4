package dev.slipway.rollout;

/**
 * What went wrong on a node, or with a roll-out.
 *
 * @param code of the table of problems
 * @param message fit for clients
 */
record Trouble(String code, String message) {}
