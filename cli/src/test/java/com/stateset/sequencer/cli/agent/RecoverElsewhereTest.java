package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server came back without its history, or another one stands in its place. */
class RecoverElsewhereTest extends LostHistory {

    @Test
    void an_empty_server_is_refilled_when_each_agent_has_been_there() {
        List<String> before = ids(agents.get(0));
        try (TestServer server = start(create("empty"), KEY)) {
            assertThat(server.url()).endsWith(":" + port);
            agents.get(0).run("sync").failed(ExitCodes.HISTORY_MISMATCH, "the server is sequencer");
            // Nobody else's key is known there yet.
            agents.forEach(agent -> agent.run("recover", "--yes").succeeded());
            agents.forEach(agent -> agent.run("sync").succeeded());
            assertAllHoldInOrderOfEntities(before);
            assertNothingWaits();
        }
    }

    @Test
    void another_server_with_a_new_key_needs_to_be_trusted() {
        SigningKey other = SigningKey.generate();
        List<String> before = ids(agents.get(0));
        try (TestServer server = start(create("other"), other)) {
            assertThat(server.url()).endsWith(":" + port);
            Agent first = agents.get(0);
            first.run("recover", "--yes").failed(ExitCodes.HISTORY_MISMATCH, "'agent trust --sequencer-key'");
            first.run("trust", "--sequencer-key", KEY.publicKey().toHex())
                    .failed(ExitCodes.HISTORY_MISMATCH, "is not among them");
            assertThat(ids(first)).isEqualTo(before);
            for (Agent agent : agents) {
                assertThat(agent.run(
                                        "trust",
                                        "--sequencer-key",
                                        other.publicKey().toHex())
                                .succeeded()
                                .json()
                                .get("recovery_needed")
                                .booleanValue())
                        .isTrue();
                agent.run("recover", "--yes").succeeded();
            }
            agents.forEach(agent -> agent.run("sync").succeeded());
            assertAllHoldInOrderOfEntities(before);
            assertThat(agents.get(0).status().get("history_key").textValue())
                    .isEqualTo(other.publicKey().toHex());
        }
    }

    /** An agent whose key a server does not know yet is waited for, so that other entities may go on before. */
    private void assertAllHoldInOrderOfEntities(List<String> ids) {
        for (Agent agent : agents) {
            agent.run("sync").succeeded();
            assertThat(ids(agent)).containsExactlyInAnyOrderElementsOf(ids);
            for (JsonNode event : agent.log()) {
                assertThat(event.get("base_version").longValue())
                        .isEqualTo(event.get("entity_version").longValue() - 1);
            }
        }
        assertThat(agents.stream().map(LostHistory::ids).distinct()).hasSize(1);
    }

    private void assertNothingWaits() {
        for (Agent agent : agents) {
            assertThat(agent.status("pending") + agent.status("rejected") + agent.status("from_others"))
                    .isZero();
            assertThat(agent.status("accepted")).isEqualTo(10);
        }
    }
}
