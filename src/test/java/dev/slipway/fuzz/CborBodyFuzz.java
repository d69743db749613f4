package dev.slipway.fuzz;

/** A body of application/cbor. */
public final class CborBodyFuzz {
    private CborBodyFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        BodyFuzz.check("application/cbor", data);
    }
}
