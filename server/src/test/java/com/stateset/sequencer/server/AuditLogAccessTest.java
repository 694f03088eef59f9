package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.AccessFixture.AGENT;
import static com.stateset.sequencer.server.AccessFixture.OTHER_TENANT;
import static com.stateset.sequencer.server.AccessFixture.TENANT;
import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.server.AccessFixture.Credential;
import com.stateset.sequencer.spi.ApiKey.Permission;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who reads an audit log, and that no caller writes to it. */
class AuditLogAccessTest extends AuditedServer {

    @Test
    void the_log_is_for_the_tenants_administrators() {
        ok("POST", "/api-keys", "{}", admin);
        String auditor = ok(
                        "POST",
                        "/api-keys",
                        "{\"readOnly\":true,\"storeIds\":[\"" + StreamId.AUDIT_STORE + "\"]}",
                        admin)
                .get("apiKey")
                .asText();

        for (Credential each : List.of(Credential.ADMIN, Credential.ES256_ADMIN_JWT, Credential.BOOTSTRAP)) {
            assertThat(log(TENANT, server.secret(each)).statusCode())
                    .as(each.name())
                    .isEqualTo(200);
        }
        assertThat(log(TENANT, auditor).statusCode()).isEqualTo(200);
        for (Credential each : List.of(
                Credential.READ,
                Credential.WRITE,
                Credential.OWN_AGENT,
                Credential.OTHER_AGENT,
                Credential.OTHER_STORE,
                Credential.OTHER_STORE_JWT,
                Credential.RS256_WRITE_JWT,
                Credential.OTHER_TENANT)) {
            HttpResponse<String> refused = log(TENANT, server.secret(each));
            assertThat(refused.statusCode()).as(each.name()).isEqualTo(403);
        }
        assertThat(log(TENANT, server.secret(Credential.READ)).body())
                .contains(
                        "An audit log is read by administrators of the whole tenant, and with keys that name its store.");
        assertThat(json(log(OTHER_TENANT, server.secret(Credential.OTHER_TENANT)))
                        .get("events"))
                .isEmpty();
        assertThat(streams(server.secret(Credential.READ))).doesNotContain(StreamId.AUDIT_STORE.toString());
        assertThat(streams(admin)).contains(StreamId.AUDIT_STORE.toString());
    }

    @Test
    void an_agent_mints_no_key_that_reads_the_log() {
        String agent = server.key(TENANT, Set.of(), AGENT, Permission.READ_WRITE, null);
        String wanted = "{\"storeIds\":[\"" + StreamId.AUDIT_STORE + "\"]}";

        assertThat(call("POST", "/agents/" + AGENT + "/api-keys", wanted, agent).statusCode())
                .isEqualTo(403);
        assertThat(call("POST", "/agents/" + AGENT + "/api-keys", "{}", agent).statusCode())
                .isEqualTo(200);
    }

    @Test
    void no_caller_writes_to_it_or_erases_from_it() {
        ok("POST", "/api-keys", "{}", admin);
        String batch = AccessBodies.batch(TENANT, StreamId.AUDIT_STORE, UUID.randomUUID());
        for (String route : List.of("/events/ingest", "/events/ingest/chained")) {
            for (String secret : List.of(admin, KEY, server.secret(Credential.OWN_AGENT))) {
                HttpResponse<String> refused = call("POST", route, batch, secret);
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(json(refused).at("/error/message").asText())
                        .isEqualTo("Store " + StreamId.AUDIT_STORE
                                + " is the tenant's audit log, which only the sequencer writes.");
            }
        }
        HttpResponse<String> erased = call(
                "POST",
                "/entities/erase",
                "{\"tenant_id\":\"" + TENANT + "\",\"store_id\":\"" + StreamId.AUDIT_STORE
                        + "\",\"entity_type\":\"api_key\",\"entity_id\":\"x\",\"by\":\"dpo\",\"reason\":\"why\"}",
                KEY);
        assertThat(erased.statusCode()).isEqualTo(403);
        assertThat(erased.body()).contains("Nothing of an audit log is erased.");
        assertThat(lines(TENANT)).hasSize(2);
    }

    private String streams(String secret) {
        return ok("GET", "/streams", null, secret).toString();
    }
}
