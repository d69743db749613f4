package dev.slipway.fuzz;

import dev.slipway.body.RequestBodies;
import dev.slipway.body.RequestBody;

/** A Content-Type in the first line, then a request body of any kind, as the operations endpoint reads it. */
public final class BodyFuzz {
    private BodyFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        check(input.line(), input.body());
    }

    /** The body tells the same however it is cut, or is refused. */
    static void check(String contentType, byte[] body) {
        ToldEvents.sameHoweverCut(body, told -> {
            RequestBody whole = RequestBodies.of(contentType, told);
            whole.write(body, 0, body.length);
            whole.end();
        }, told -> {
            RequestBody cut = RequestBodies.of(contentType, told);
            FuzzInput.cut(body, cut::write);
            cut.end();
        });
    }
}
