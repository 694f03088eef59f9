package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.serve.ConfiguredTestServer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.server.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator tells agents of what they refuse by themselves: a history that was replaced, a key that was changed. */
@ParameterizedClass
@EnumSource(StoreKind.class)
class AcceptedHistoryTest {

    @Parameter
    private StoreKind kind;

    private static final String ADMIN = "ss_admin_0123456789abcdef0123456789abcdef";
    private static final SigningKey FIRST = SigningKey.generate();
    private static final SigningKey SECOND = SigningKey.generate();

    private final UUID store = UUID.randomUUID();
    private final StreamId stream = new StreamId(Agent.TENANT, store);

    @TempDir
    private Path directory;

    private ServerDatabase database;
    private Agent agent;

    @BeforeEach
    void write() throws Exception {
        database = kind.create(directory.resolve("server"));
        try (TestServer server = start(FIRST)) {
            agent = Agent.init(directory.resolve("agent"), server.url(), store, "--unsigned", "--api-key", ADMIN);
            agent.appendLines(lines(0, 20));
            agent.run("sync").succeeded();
        }
    }

    @Test
    void a_history_that_was_cut_and_accepted_is_taken_when_told() throws Exception {
        database.truncate(12).fit(stream);
        try (TestServer server = start(FIRST)) {
            continueAt(server);
            agent.run("sync").failed(ExitCodes.HISTORY_MISMATCH, "history mismatch at event 13: ");
            SequencerClient admin = SequencerClient.to(URI.create(server.url()), ADMIN);
            admin.acceptHistory(stream);
            Agent other = Agent.init(directory.resolve("other"), server.url(), store, "--unsigned", "--api-key", ADMIN);
            other.appendLines(lines(100, 115));
            other.run("sync").succeeded();

            assertThat(awaitRefusalThatNamesTheBreak())
                    .contains("history mismatch at event 13: ", "which the evidence proves");

            AgentRun told = agent.run("sync", "--accept-history").succeeded();
            assertThat(told.err()).contains("the one held here up to event 12");
            assertThat(told.json().get("accepted").longValue()).isEqualTo(8);
            List<JsonNode> log = agent.log();
            assertThat(log).hasSize(12 + 15 + 8);
            assertThat(log.stream()
                            .map(event -> event.get("entity_id").textValue())
                            .toList())
                    .containsSubsequence("o-11", "o-100", "o-114", "o-12", "o-19");
            assertThat(agent.status().get("history").textValue()).isEqualTo("signed");
            assertThat(agent.status("accepted")).isEqualTo(20);
            agent.run("sync").succeeded();
        }
    }

    @Test
    void a_key_that_was_added_later_signs_no_history_until_told() throws Exception {
        try (TestServer server = start(SECOND, FIRST)) {
            continueAt(server);
            agent.run("sync").succeeded();
            // What was signed with the old key stands; the next head is signed with the new one.
            Agent other = Agent.init(directory.resolve("other"), server.url(), store, "--unsigned", "--api-key", ADMIN);
            other.appendLines(lines(20, 21));
            other.run("sync").succeeded();
            AgentRun refused = agent.run("sync");
            refused.failed(
                    ExitCodes.HISTORY_MISMATCH,
                    "signed by key " + SECOND.publicKey() + ", not by key " + FIRST.publicKey()
                            + ", which this outbox trusts");
            agent.run("sync", "--accept-key", "nonsense").failed(ExitCodes.WRONG_USAGE, "--accept-key");
            agent.run("sync", "--accept-key", SECOND.publicKey().toHex()).succeeded();
            JsonNode status = agent.status();
            assertThat(status.get("history_key").textValue())
                    .isEqualTo(SECOND.publicKey().toHex());
            assertThat(status.get("history_key_from").textValue()).isEqualTo("named by the operator");
            agent.run("sync").succeeded();
        }
    }

    @Test
    void an_operators_key_is_stricter_than_the_first_contact() {
        try (TestServer server = start(FIRST)) {
            Agent careful =
                    Agent.init(directory.resolve("careful"), server.url(), store, "--unsigned", "--api-key", ADMIN);
            careful.run("sync", "--accept-key", SECOND.publicKey().toHex())
                    .failed(ExitCodes.HISTORY_MISMATCH, "not by key " + SECOND.publicKey());
            assertThat(careful.log()).isEmpty();
            careful.run("sync", "--accept-key", FIRST.publicKey().toHex()).succeeded();
            assertThat(careful.log()).hasSize(20);
        }
    }

    private void continueAt(TestServer server) {
        Agent.init(agent.directory(), server.url(), store, "--unsigned", "--api-key", ADMIN);
    }

    /** The log of heads is signed a little later. */
    private String awaitRefusalThatNamesTheBreak() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            AgentRun run = agent.run("sync");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.HISTORY_MISMATCH);
            if (run.err().contains("an administrator has accepted another history of 12 events")) {
                return run.err();
            }
            assertThat(System.nanoTime()).as(run.err()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** The first key is the one that signs. */
    private TestServer start(SigningKey... keys) {
        String all = String.join(
                ",",
                IntStream.range(0, keys.length)
                        .mapToObj(i -> HexFormat.of().formatHex(keys[i].toSeed()))
                        .toList());
        return ConfiguredTestServer.start(database.variables(
                Map.of("PORT", "0", "BOOTSTRAP_ADMIN_API_KEY", ADMIN, "VES_SEQUENCER_SIGNING_KEYS", all)));
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Agent.line("o-" + n, n, ""))
                .toList();
    }
}
