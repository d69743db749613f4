package dev.slipway.web;

/** The contract on Tomcat. */
class WarOnTomcatTest extends SlipwayContract {
    WarOnTomcatTest() {
        super(TomcatSite::start);
    }
}
