package dev.slipway.operation;

import dev.slipway.codec.DeploymentObject;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectStream;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.DeploymentId;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * A long part of the history as one object, made while it is sent: in memory is one page of it and the ids of those that
 * were told. A record that is added meanwhile moves the others; none is told twice for that, and none is missed.
 *
 * @param limit most records
 * @param offset how many are passed over
 */
record DeploymentPages(Deployments deployments, Filter filter, int limit, int offset, Format format)
        implements Answer.Writer {
    /** Records of a page. */
    static final int PAGE = 100;

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (ObjectStream object = ObjectStream.to(out, format)) {
            object.object().name("deployments").array();
            long total = records(object);
            object.endArray().name("total").number(total).endObject();
        }
    }

    /** @return how many the filter lets through in all */
    private long records(ObjectStream object) throws IOException {
        Set<DeploymentId> told = new HashSet<>();
        Records.Page page;
        int at = offset;
        do {
            page = deployments.list(filter, Math.min(PAGE, limit - told.size()), at);
            at += page.deployments().size();
            for (Records.Stored stored : page.deployments()) {
                if (told.add(stored.deployment().id())) {
                    object.value(DeploymentObject.summary(stored.deployment()));
                }
            }
        } while (told.size() < limit && !page.deployments().isEmpty());
        return page.total();
    }
}
