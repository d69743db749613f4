package dev.slipway.archive;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The smallest of many things, at most so many, whatever the order in which they come. For one thread. */
final class Smallest<T> {
    private final Comparator<T> order;
    private final int most;
    private final PriorityQueue<T> kept;
    private long omitted;

    Smallest(int most, Comparator<T> order) {
        this.order = order;
        this.most = most;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void add(T thing) {
        kept.add(thing);
        if (kept.size() > most) {
            kept.remove();
            omitted++;
        }
    }

    /** Sorted. */
    List<T> list() {
        return kept.stream().sorted(order).toList();
    }

    /** How many there were beside those. */
    long omitted() {
        return omitted;
    }
}
