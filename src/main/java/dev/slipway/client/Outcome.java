package dev.slipway.client;

/** What became of a deployment, as far as the client knows. */
public enum Outcome {
    /** It was made live. */
    LIVE,
    /** A complete release is kept, and was not made live, as was asked for. */
    STAGED,
    /** The server has everything and is at work on it, or has it wait for its turn. */
    RUNNING,
    /** Nothing was made live. */
    FAILED,
    /** Everything had been sent and no answer tells: it may have been made live, or still be. */
    UNKNOWN
}
