package dev.slipway.web;

/** The contract on Undertow. */
class WarOnUndertowTest extends SlipwayContract {
    WarOnUndertowTest() {
        super(UndertowSite::start);
    }
}
