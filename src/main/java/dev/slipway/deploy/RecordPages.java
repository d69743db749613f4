package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * All records that a filter lets through, newest first, one page at a time in memory. A record that is added meanwhile
 * lets another be seen twice; none is missed unless records are deleted meanwhile.
 */
final class RecordPages implements Iterable<Deployment> {
    private final Records records;
    private final Filter filter;

    RecordPages(Records records, Filter filter) {
        this.records = records;
        this.filter = filter;
    }

    @Override
    public Iterator<Deployment> iterator() {
        return new Iterator<>() {
            private List<Records.Stored> page = records.list(filter, Records.MAX_PAGE, 0).deployments();
            private int offset;
            private int at;

            @Override
            public boolean hasNext() {
                if (at == page.size() && page.size() == Records.MAX_PAGE) {
                    offset += page.size();
                    page = records.list(filter, Records.MAX_PAGE, offset).deployments();
                    at = 0;
                }
                return at < page.size();
            }

            @Override
            public Deployment next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.get(at++).deployment();
            }
        };
    }
}
