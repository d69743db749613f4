package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerLeaseTest {
    private final WorkerLease lease = new WorkerLease();

    @Test
    void itWaitsFromTheFirstTimeThatItIsAskedForOn() {
        assertThat(lease.queue(1001)).isTrue();
        assertThat(lease.queue(5001)).isFalse();
        assertThat(lease.hasWaited(2000, 3002)).isTrue();
        assertThat(lease.hasWaited(2000, 3001)).isFalse();
        assertThat(lease.isIdle()).isFalse();
    }

    @Test
    void whatHasBegunIsNotTakenBackAndDoesNotWait() {
        lease.queue(1);
        assertThat(lease.begin()).isTrue();
        assertThat(lease.takeBack()).isFalse();
        assertThat(lease.hasWaited(0, 100)).isFalse();
        assertThat(lease.isIdle()).isFalse();
        lease.end();
        assertThat(lease.isIdle()).isTrue();
        assertThat(lease.takeBack()).isFalse();
    }

    @Test
    void whatWasTakenBackDoesNotBegin() {
        lease.queue(1);
        assertThat(lease.takeBack()).isTrue();
        assertThat(lease.begin()).isFalse();
        assertThat(lease.isIdle()).isTrue();
    }
}
