package dev.slipway.client;

/** What became of a deployment, as far as the client knows. */
public enum Outcome {
    /** It was made live. */
    LIVE,
    /** Nothing was made live. */
    FAILED,
    /** Everything had been sent and no answer tells: it may have been made live, or still be. */
    UNKNOWN
}
