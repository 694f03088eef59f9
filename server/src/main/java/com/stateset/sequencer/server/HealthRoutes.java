package com.stateset.sequencer.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** Whether the server lives, and whether it can serve; for anyone, and whatever the store does. */
final class HealthRoutes {

    private final Readiness readiness;

    HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    void register(RoutesConfig routes) {
        Api.get(routes, "/health", HealthRoutes::health);
        Api.get(routes, "/ready", this::ready);
    }

    private static void health(Context call) throws IOException {
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("status", "healthy");
            json.writeStringField("service", "stateset-sequencer");
            json.writeStringField("version", Version.TEXT);
            json.writeEndObject();
        });
    }

    private void ready(Context call) throws IOException {
        if (!readiness.isReady()) {
            throw new ApiException(Errors.NO_STORE);
        }
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("status", "ready");
            json.writeStringField("database", "connected");
            json.writeEndObject();
        });
    }
}
