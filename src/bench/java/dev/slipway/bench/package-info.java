/** What {@code bench/micro} measures: the inner loops of an upload beside those of other libraries, with JMH. */
package dev.slipway.bench;
