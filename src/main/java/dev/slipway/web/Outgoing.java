package dev.slipway.web;

/** What goes out for a request: an object, or bytes that are streamed. */
sealed interface Outgoing permits Reply, Streamed {}
