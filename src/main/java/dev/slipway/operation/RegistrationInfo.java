package dev.slipway.operation;

import dev.slipway.deploy.Payload;
import dev.slipway.model.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code registration_info}: which server this is. Clients ask it to choose how they send. */
public final class RegistrationInfo implements Operation {
    /**
     * Version of the Harper API that is spoken. Clients send event-stream deploys from 5.1.0 on; Slipway does not
     * answer with event streams yet.
     */
    static final String API_VERSION = "4.7.29";

    private final String server;

    /** @param version Slipway's own version */
    public RegistrationInfo(String version) {
        this.server = "slipway/" + version;
    }

    @Override
    public String name() {
        return "registration_info";
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public Job prepare(Call call) {
        return new Job() {
            @Override
            public boolean takesPayload() {
                return false;
            }

            @Override
            public Map<String, Object> run(Payload payload) throws IOException {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("version", API_VERSION);
                answer.put("server", server);
                return answer;
            }

            @Override
            public void abandon() {
                // nothing was taken
            }
        };
    }
}
