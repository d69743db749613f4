package dev.slipway.web;

import dev.slipway.corpus.CorpusTarget;
import dev.slipway.corpus.CorpusTarget.Engine;
import dev.slipway.corpus.HttpCorpusContract;
import dev.slipway.corpus.SessionContract;

/** The corpus of raw requests and of clients that go away against servers of this process. */
interface CorpusContract extends SiteFixture, HttpCorpusContract, SessionContract {
    @Override
    default CorpusTarget corpusTarget() {
        Engine engine = site().continuesAtOnce() ? Engine.TOMCAT : Engine.UNDERTOW;
        return new CorpusTarget(engine + " in this process", engine, site().port(),
                HttpSocket.basic("deployer").substring("Authorization: ".length()), home().path());
    }
}
