package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptNegotiationTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "*/*", "application/*", "application/json", "application/json, application/cbor",
        "application/cbor;q=0.5, application/json", "application/cbor;q=0.5, */*", "application/cbor;q=0, */*",
        "application/cbor;q=2", "text/html", "text/event-stream", "application/cbor;q=0", "nonsense",
        "application/cbor/x",
        "text/html;x=\", application/cbor, \"", "*/cbor", "application/json;q=0.501, application/cbor;q=0.5",
        "*/*, application/cbor;q=0.9"})
    void jsonIsChosen(String accept) {
        assertThat(AcceptNegotiation.choose(accept)).isEqualTo(Format.JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cbor", "APPLICATION/CBOR", "application/cbor, */*;q=0.1",
        "application/json;q=0.9, application/cbor", "text/html, application/cbor;q=0.001",
        "*/*;q=0.9, application/cbor",
        "application/*, application/json;q=0.2", "bad/, application/cbor", " application/cbor ; x=\"a,b\" ; q=1.000 "})
    void cborIsChosen(String accept) {
        assertThat(AcceptNegotiation.choose(accept)).isEqualTo(Format.CBOR);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 5_000, 100_000})
    void anEndlessFieldIsAnsweredInJson(int ranges) {
        assertThat(AcceptNegotiation.choose("a/b,".repeat(ranges) + "application/cbor")).isEqualTo(Format.JSON);
        assertThat(AcceptNegotiation.choose("\"".repeat(ranges) + ",application/cbor")).isNotNull();
    }
}
