package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that follows a part of a stream, over HTTP. {@code -Dsequencer.scope.events} makes the stream larger. */
class ScopedPullTest {

    private static final int EVENTS = Integer.getInteger("sequencer.scope.events", 2000);
    private static final int ONE_OF = 100;

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void startServer() {
        server = LocalServer.start(directory.resolve("server"), 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void a_till_of_one_percent_pulls_a_tenth_of_the_bytes() throws IOException {
        Agent office = Agent.init(directory.resolve("office"), server.url(), store);
        office.appendLines(lines(EVENTS));
        office.run("sync").succeeded();
        try (CountingProxy proxy = new CountingProxy(server.port())) {
            Agent whole = Agent.init(directory.resolve("whole"), proxy.url(), store);
            Agent till = Agent.init(directory.resolve("till"), proxy.url(), store, "--scope-entity-type", "price");
            proxy.taken();
            whole.run("pull").succeeded();
            long all = proxy.taken();
            till.run("pull").succeeded();
            long part = proxy.taken();
            System.out.println("of " + EVENTS + " events, 1 in " + ONE_OF + " followed: " + part + " bytes instead of "
                    + all + ", " + Math.round(1000.0 * part / all) / 10.0 + " %");

            assertThat(till.log()).hasSize(EVENTS / ONE_OF);
            assertThat(whole.log()).hasSize(EVENTS);
            assertThat(part * 10).isLessThan(all);
            assertThat(till.status("history_size")).isEqualTo(EVENTS);
            assertThat(till.status().get("history").textValue()).isEqualTo("signed");
        }
    }

    @Test
    void what_is_partial_says_so_and_can_be_checked_and_changed() throws IOException {
        Agent office = Agent.init(directory.resolve("office"), server.url(), store);
        office.appendLines(lines(300));
        office.run("sync").succeeded();
        Agent till = Agent.init(
                directory.resolve("till"),
                server.url(),
                store,
                "--scope-entity",
                "price/p-0",
                "--scope-event-type",
                "x");
        till.append("o-1", "{\"n\":1}").succeeded();

        AgentRun sync = till.run("sync").succeeded();

        String partial =
                "this replica follows a part of the stream (entities price/p-0; event types x): of 301 events, 299 were not"
                        + " seen, only their hashes";
        assertThat(sync.err()).contains(partial);
        assertThat(till.run("log").err()).contains(partial);
        AgentRun status = till.run("status").succeeded();
        assertThat(status.err()).contains(partial);
        assertThat(status.json().get("unseen").asLong()).isEqualTo(299);
        assertThat(status.json().at("/scope/entities/0/entity_id").textValue()).isEqualTo("p-0");
        assertThat(office.status().get("scope").isNull()).isTrue();
        JsonNode check = till.run("scope", "--check").succeeded().json();
        assertThat(check.toString())
                .isEqualTo("{\"through\":301,\"head\":301,\"read\":299,\"withheld\":0,\"withheld_events\":[]}");

        AgentRun auto = till.append("o-1", "{\"n\":2}", "--base-version", "auto");
        auto.failed(ExitCodes.WRONG_USAGE, "the version of entity order/o-1 is not known here");
        assertThat(till.append("o-1", "{\"n\":2}").succeeded().err())
                .contains("what others do to order/o-1 is not seen here: the replica follows");

        AgentRun changed =
                till.run("scope", "--add", "--scope-entity-type", "order").succeeded();
        assertThat(changed.json().get("changed").booleanValue()).isTrue();
        assertThat(changed.err()).contains("'agent sync' pulls it anew");
        till.run("sync").succeeded();
        assertThat(till.append("o-1", "{\"n\":3}", "--base-version", "auto")
                        .succeeded()
                        .err())
                .isEmpty();
        till.run("scope", "--all").succeeded();
        till.run("sync", "--strict").succeeded();
        assertThat(till.log()).hasSize(303);
        assertThat(till.status("unseen")).isZero();
    }

    @Test
    void init_does_not_change_a_scope() {
        Agent till = Agent.init(directory.resolve("till"), server.url(), store, "--scope-entity-type", "price");
        String[] where = {"--tenant", Agent.TENANT.toString(), "--store", store.toString(), "--server", server.url()};
        till.run("init", where).succeeded();
        List<String> other = new ArrayList<>(List.of(where));
        other.addAll(List.of("--scope-entity-type", "order"));

        till.run("init", other.toArray(String[]::new))
                .failed(ExitCodes.WRONG_USAGE, "follows entity types price; 'agent scope' changes that");

        assertThat(till.run("scope")
                        .succeeded()
                        .json()
                        .at("/scope/entity_types/0")
                        .textValue())
                .isEqualTo("price");
        till.run("scope", "--all", "--add").failed(ExitCodes.WRONG_USAGE, "give --all, or what to follow");
        till.run("scope", "--scope-entity", "order").failed(ExitCodes.WRONG_USAGE, "such as order/o-1");
        till.run("scope", "--scope-entity", "a%2fb%25/o-1").succeeded();
        assertThat(till.run("scope").json().at("/scope/entities/0/entity_type").textValue())
                .isEqualTo("a/b%");
        for (String wrong : List.of("a%20b/o-1", "a%/o-1")) {
            till.run("scope", "--scope-entity", wrong).failed(ExitCodes.WRONG_USAGE, "is neither");
        }
    }

    /** One of a hundred is about a price, at random places. */
    private static List<String> lines(int count) {
        Random random = new Random(count);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % ONE_OF == 0) {
                lines.add("{\"entity_type\":\"price\",\"entity_id\":\"p-" + i / ONE_OF
                        + "\",\"event_type\":\"price.changed\",\"payload\":" + payload(random) + "}");
            } else {
                lines.add("{\"entity_type\":\"order\",\"entity_id\":\"o-" + random.nextInt(500)
                        + "\",\"event_type\":\"order.changed\",\"payload\":" + payload(random) + "}");
            }
        }
        return lines;
    }

    /** 330 bytes. */
    private static String payload(Random random) {
        StringBuilder text = new StringBuilder("{\"note\":\"");
        while (text.length() < 328) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text + "\"}";
    }
}
