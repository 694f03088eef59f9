package com.stateset.sequencer.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysCommandTest {

    private static final String KEY = "ss_of-the-operator";

    private final UUID tenant = UUID.randomUUID();
    private final UUID store = UUID.randomUUID();
    private final Sequencer sequencer =
            Sequencer.builder().store(SqliteEventStore.inMemory()).build();
    private final SequencerServer server =
            SequencerServer.builder().sequencer(sequencer).apiKey(KEY).port(0).start();

    @AfterEach
    void stop() {
        server.close();
        sequencer.close();
    }

    @Test
    void a_key_is_created_and_listed_and_revoked() {
        CommandRun created =
                run(KEY, "create", "--tenant", tenant.toString(), "--store", store.toString(), "--label", "till\n7");
        String secret = created.out().strip();
        assertThat(secret).startsWith("ss_").hasSize(43);
        assertThat(created.err())
                .contains("read_write active", "label=\"till?7\"")
                .doesNotContain(secret);
        assertThat(client(secret).head(new StreamId(tenant, store))).isZero();

        CommandRun list = run(KEY, "list", "--tenant", tenant.toString());
        assertThat(list.out()).contains("read_write active tenant=" + tenant + " stores=" + store);
        assertThat(list.out().lines()).hasSize(1);

        String prefix = list.out().substring(0, 16);
        assertThat(run(KEY, "revoke", prefix, "--tenant", tenant.toString()).out())
                .startsWith(prefix + " read_write revoked ");
        CommandRun refused = run(secret, "list");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("has been revoked");
    }

    @Test
    void an_administrator_needs_no_tenant_an_agent_changes_its_key() {
        String admin = run(KEY, "create", "--tenant", tenant.toString(), "--admin")
                .out()
                .strip();
        String agent = UUID.randomUUID().toString();
        String first = run(admin, "create", "--agent", agent).out().strip();
        String next = run(first, "create", "--agent", agent, "--expires-at", "2999-01-31T12:00:00Z")
                .out()
                .strip();
        String old = run(next, "list", "--agent", agent).out().substring(0, 16);
        assertThat(run(next, "revoke", old, "--agent", agent).exitCode()).isZero();
        assertThat(run(first, "list", "--agent", agent).exitCode()).isEqualTo(3);
        assertThat(run(next, "list", "--agent", agent).out())
                .contains("expires=2999-01-31T12:00:00Z", "minted-by=" + old);
        assertThat(run(next, "create", "--admin", "--agent", agent).err()).contains("no more than itself");
    }

    @Test
    void what_makes_no_sense_is_refused_before_the_server_is_asked() {
        assertThat(run(KEY, "create", "--read-only", "--admin").exitCode()).isEqualTo(2);
        assertThat(run(KEY, "create", "--label", "x".repeat(129)).exitCode()).isEqualTo(2);
        assertThat(run(KEY, "revoke", "xyz").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("keys").exitCode()).isEqualTo(2);
    }

    @Test
    void a_key_that_is_not_there_is_exit_code_1() {
        assertThat(run(KEY, "revoke", "0123456789abcdef", "--tenant", tenant.toString())
                        .exitCode())
                .isEqualTo(1);
    }

    private SequencerClient client(String key) {
        return SequencerClient.to(URI.create(server.url()), key);
    }

    private CommandRun run(String key, String... arguments) {
        List<String> all = new ArrayList<>(List.of("keys"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", server.url(), "--api-key", key));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
