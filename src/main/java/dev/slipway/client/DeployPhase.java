package dev.slipway.client;

/** Where a deploy is, seen from the client. */
public enum DeployPhase {
    /** Asking the server who it is, and opening the connection. */
    CONNECTING,
    /** Looking at everything in the directory, before anything of it is sent. */
    SURVEYING,
    /** Packing and sending, which are one. */
    SENDING,
    /** Everything is sent; the server finishes its work and answers. */
    WAITING
}
