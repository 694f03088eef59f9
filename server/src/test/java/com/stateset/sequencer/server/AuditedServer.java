package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.AccessFixture.Credential;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A server for each test, and what stands in the audit logs of its tenants. */
abstract class AuditedServer {

    static final String LOG = "&store_id=" + StreamId.AUDIT_STORE;

    final AccessFixture server = new AccessFixture();
    final String admin = server.secret(Credential.ADMIN);

    @AfterEach
    final void stop() {
        server.close();
    }

    final HttpResponse<String> log(UUID tenant, String secret) {
        return call("GET", "/events?tenant_id=" + tenant + LOG, null, secret);
    }

    final List<String> lines(UUID tenant) {
        return lines(tenant, admin);
    }

    final List<String> lines(UUID tenant, String secret) {
        List<String> lines = new ArrayList<>();
        for (JsonNode event : json(log(tenant, secret)).get("events")) {
            JsonNode envelope = event.get("envelope");
            lines.add(String.join(
                    " ",
                    envelope.get("event_type").asText(),
                    envelope.at("/payload/outcome").asText(),
                    envelope.at("/payload/action").asText(),
                    envelope.get("entity_type").asText() + "/"
                            + envelope.get("entity_id").asText()));
        }
        return lines;
    }

    final JsonNode payload(UUID tenant, int index) {
        return payload(tenant, index, admin);
    }

    final JsonNode payload(UUID tenant, int index, String secret) {
        return json(log(tenant, secret)).at("/events/" + index + "/envelope/payload");
    }

    final JsonNode ok(String method, String path, @Nullable String body, @Nullable String secret) {
        HttpResponse<String> answer = call(method, path, body, secret);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    final HttpResponse<String> call(String method, String path, @Nullable String body, @Nullable String secret) {
        return server.send(method, "/api/v1" + path, body, secret);
    }
}
