package dev.slipway.operation;

import dev.slipway.model.Role;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code registration_info}: which server this is. Clients ask it to choose how they send. */
public final class RegistrationInfo implements Operation {
    /** Version of the Harper API that is spoken: from this one on clients send deploys that are answered with events. */
    static final String API_VERSION = "5.1.0";

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
        return Job.of(() -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("version", API_VERSION);
            answer.put("server", server);
            return new Answer.Value(answer);
        });
    }
}
