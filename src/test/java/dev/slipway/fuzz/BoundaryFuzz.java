package dev.slipway.fuzz;

import dev.slipway.multipart.MultipartLimits;
import dev.slipway.multipart.MultipartParser;
import dev.slipway.multipart.MultipartType;

/** A Content-Type in the first line, then a multipart body. */
public final class BoundaryFuzz {
    private BoundaryFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        byte[] body = input.body();
        ToldEvents.sameHoweverCut(data, told -> {
            MultipartParser parser = parser(input, told);
            parser.write(body, 0, body.length);
            parser.end();
        }, told -> {
            MultipartParser parser = parser(input, told);
            FuzzInput.cut(body, parser::write);
            parser.end();
        });
    }

    private static MultipartParser parser(FuzzInput input, ToldEvents told) {
        return new MultipartParser(MultipartType.parse(input.line()), MultipartLimits.DEFAULTS, told);
    }
}
