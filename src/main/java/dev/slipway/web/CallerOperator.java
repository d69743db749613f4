package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.operation.Call;
import dev.slipway.operation.Job;
import dev.slipway.operation.Operations;
import dev.slipway.operation.SpooledJob;
import java.util.Map;

/** Makes the jobs of one request by the server's operations, in the name of its caller. */
record CallerOperator(Operations operations, Caller caller, UploadHeaders headers, Attempt attempt)
        implements Intake.Operator {
    @Override
    public Job prepare(Map<String, Object> operation) {
        attempt.operation(operation, operations.changes(operation.get("operation")));
        Job job = operations.prepare(new Call(
                operation, caller, headers.id(), headers.declared(), headers.retryKey(), headers.events(),
                headers.format()));
        job.deployment().ifPresent(known -> attempt.deployment(known.deployment().id().value()));
        return job;
    }

    @Override
    public SpooledJob spool() {
        return operations.spool(caller);
    }
}
