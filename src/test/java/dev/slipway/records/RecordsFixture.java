package dev.slipway.records;

import dev.slipway.model.Deployment;

/** What the contracts of engines have in common: one that is open and empty at the start of each test. */
public interface RecordsFixture {
    /** The records under test. */
    Records records();

    /** Puts one that is not there. @return its version */
    default long put(Deployment deployment) {
        return records().put(deployment, 0).orElseThrow();
    }
}
