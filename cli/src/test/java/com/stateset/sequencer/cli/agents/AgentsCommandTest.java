package com.stateset.sequencer.cli.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentsCommandTest {

    private static final String KEY = "ss_of-the-operator";

    private final String tenant = UUID.randomUUID().toString();
    private final String agent = UUID.randomUUID().toString();
    private final String first = SigningKey.generate().publicKey().toHex();
    private final String second = SigningKey.generate().publicKey().toHex();
    private final Sequencer sequencer = Sequencer.builder()
            .store(SqliteEventStore.inMemory())
            .signingKey(SigningKey.generate())
            .build();
    private final SequencerServer server =
            SequencerServer.builder().sequencer(sequencer).apiKey(KEY).port(0).start();

    @AfterEach
    void stop() {
        server.close();
        sequencer.close();
    }

    @Test
    void a_key_is_given_and_listed_and_replaced_and_revoked() {
        assertThat(run("list").out()).isEqualTo("agent " + agent + " has no keys\n");
        assertThat(run("rotate", "--public-key", first).out())
                .isEqualTo("agent " + agent + " has key 1, " + first + "\n");

        CommandRun rotated = run("rotate", "--public-key", second);
        assertThat(rotated.out()).isEqualTo("agent " + agent + " has key 2, " + second + "; revoked: [1]\n");
        assertThat(run("list").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("1 " + first + " revoked revoked=20"),
                        line -> assertThat(line).startsWith("2 " + second + " valid"));
        assertThat(run("rotate", "--public-key", second, "--json").out())
                .isEqualTo("{\"key_id\":2,\"public_key\":\"" + second + "\",\"revoked\":[]}\n");

        assertThat(run("revoke", "2").out()).startsWith("key 2 of agent " + agent + " is revoked since 20");
        assertThat(run("list", "--json").out()).contains("\"keyId\":1", "\"keyId\":2", "\"revokedAt\":\"20");
    }

    @Test
    void old_keys_are_kept_if_that_is_wanted() {
        run("rotate", "--public-key", first);
        run("rotate", "--public-key", second, "--keep-old");

        assertThat(run("list").out()).doesNotContain("revoked");
    }

    @Test
    void what_is_not_possible_changes_nothing() {
        run("rotate", "--public-key", first);

        assertThat(run("rotate", "--public-key", second, "--key-id", "1").err())
                .contains("key 1 of the agent is another one, " + first);
        assertThat(run("revoke", "9").exitCode()).isEqualTo(1);
        assertThat(run("revoke", "9").err()).contains("agent " + agent + " has no key 9");
        assertThat(run("rotate", "--public-key", "12").exitCode()).isEqualTo(2);
        for (String id : List.of("-1", "4294967296")) {
            CommandRun outside = run("rotate", "--public-key", second, "--key-id=" + id);
            assertThat(outside.exitCode()).isEqualTo(2);
            assertThat(outside.err()).startsWith("--key-id must be 0 to 4294967295");
        }
        assertThat(run("revoke", "-1").exitCode()).isEqualTo(2);
        assertThat(run("revoke", "1").exitCode()).isZero();
        assertThat(run("rotate", "--public-key", first).err()).contains("a revoked key stays so");
    }

    private CommandRun run(String command, String... more) {
        String[] where = {"--server", server.url(), "--api-key", KEY, "--tenant", tenant, "--agent", agent};
        return CommandRun.of(Stream.of(Stream.of("agents", "keys", command), Stream.of(where), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }
}
