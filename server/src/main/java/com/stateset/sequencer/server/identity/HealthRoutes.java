package com.stateset.sequencer.server.identity;

import com.stateset.sequencer.protocol.Health;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** Whether the server lives, and whether it can serve; for anyone, and whatever the store does. */
public final class HealthRoutes {

    private final Readiness readiness;

    public HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    public void register(RoutesConfig routes) {
        Api.get(routes, "/health", HealthRoutes::health);
        Api.get(routes, "/ready", this::ready);
    }

    private static void health(Context call) throws IOException {
        Answer.write(call, Health.of(Version.TEXT));
    }

    private void ready(Context call) throws IOException {
        Answer.write(call, readiness.ready());
    }
}
