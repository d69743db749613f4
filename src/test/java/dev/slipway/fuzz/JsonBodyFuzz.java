package dev.slipway.fuzz;

/** A body of application/json. */
public final class JsonBodyFuzz {
    private JsonBodyFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        BodyFuzz.check("application/json", data);
    }
}
