/**
 * What is known: the records of deployments, and the leases of those who act. One small interface,
 * {@link dev.slipway.records.Records}; an engine of it keeps them. Every method may block: workers only.
 */
@NullMarked
package dev.slipway.records;

import org.jspecify.annotations.NullMarked;
