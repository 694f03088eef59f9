package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who can write into the database puts a key of his own in a recipient's place, and an author asks for it. */
class RecipientKeyAttackTest {

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void a_key_that_its_agent_has_not_signed_is_refused(StoreKind kind) throws Exception {
        try (ServerDatabase database = kind.create(directory.resolve("server"));
                TestServer server = LocalServer.start(database)) {
            Agent till = agent("till", server);
            Agent office = agent("office", server);
            long own = newKey(office);
            long others = newKey(agent("another", server));
            String recipient = office.status().get("agent_id").textValue();
            till.run("recipients", recipient).succeeded();
            database.execute("create table kept as select * from {encryption_keys}");
            for (String set : List.of(
                    "public_key = " + of(others, "public_key"),
                    "public_key = " + of(others, "public_key") + ", signature = " + of(others, "signature"),
                    "signature = " + of(others, "signature"),
                    "signed_with = 7",
                    "key_id = key_id + 1")) {
                alterAndAsk(database, till, set + " where key_id = " + own);
            }
            alterAndAsk(database, till, "agent_id = " + of(own, "agent_id") + " where key_id = " + others);

            JsonNode kept = till.run("recipients").succeeded().json().at("/recipients/0/keys");
            assertThat(kept).hasSize(1);
            assertThat(kept.at("/0/key_id").longValue()).isEqualTo(own);
        }
    }

    private static void alterAndAsk(ServerDatabase database, Agent till, String set) throws Exception {
        database.execute("update {encryption_keys} set " + set);
        till.run("recipients").failed(ExitCodes.HISTORY_MISMATCH, "is not signed by key ");
        database.execute("delete from {encryption_keys}", "insert into {encryption_keys} select * from kept");
    }

    private static String of(long keyId, String column) {
        return "(select k." + column + " from {encryption_keys} k where k.key_id = " + keyId + ")";
    }

    private static long newKey(Agent agent) {
        return agent.run("key encryption")
                .succeeded()
                .json()
                .at("/encryption_keys/0/key_id")
                .longValue();
    }

    private Agent agent(String name, TestServer server) {
        Agent agent = Agent.init(directory.resolve(name), server.url(), store);
        agent.run("sync").succeeded();
        return agent;
    }
}
