package dev.slipway.client;

import dev.slipway.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What a server says is live in a project.
 *
 * @param known whether the server itself has said it: a deployment, or that there is none
 * @param deployment the id of what is live, empty when there is nothing or it is not known
 * @param answer how it was told; null when nobody answered
 */
record WhatIsLive(boolean known, String deployment, @Nullable Answer answer) {
    static final WhatIsLive NOT_KNOWN = new WhatIsLive(false, "", null);

    static WhatIsLive of(Answer answer) {
        String id = answer.isSuccess() && answer.json().get("deployment_id") instanceof String text ? text : "";
        boolean nothing = Verdict.problem(answer) == Problem.NOT_FOUND
                || answer.isSuccess() && id.isEmpty() && answer.json().containsKey("releases");
        return new WhatIsLive(nothing || !id.isEmpty(), id, answer);
    }
}
