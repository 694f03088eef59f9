package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.DeviceCopiedException;
import com.stateset.sequencer.sync.agent.SyncAgent;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A till shows its installation at each first attempt of a process; a copy has the same one. */
class OwnDeviceTest {

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private Till till;
    private Till copy;

    @BeforeEach
    void copy() throws IOException {
        till = new Till(folder.resolve("till.db"), server);
        sync(till);
        copy = till.copyTo(folder.resolve("copy.db"));
        sync(till);
    }

    @AfterEach
    void close() {
        till.close();
        copy.close();
    }

    @Test
    void the_second_of_two_copies_is_told_and_then_the_first() {
        assertThat(till.outbox().status().copied()).isNull();
        sync(copy);
        assertThat(copy.outbox().status().copied()).isNotNull();
        sync(till);
        assertThat(till.outbox().status().copied()).isNotNull();
    }

    @Test
    void once_the_copy_has_left_the_other_one_is_left_in_peace() {
        sync(copy);
        sync(till);
        copy.outbox().journal().becomeAnotherDevice();
        sync(copy);
        sync(till);
        assertThat(till.outbox().journal().sighting().leaves()).isNull();
        // The two still sign with one key here, which counts as well.
        assertThat(server.devices.sharing(till.signer().agentId())).isEqualTo(2);
        assertThat(till.outbox().status().copied()).isNotNull();
    }

    @Test
    void a_server_that_went_back_is_no_copy() {
        server.devices.forgetLastMark();
        sync(till);
        assertThat(till.outbox().status().copied()).isNull();
    }

    @Test
    void a_copy_may_be_refused_before_anything_is_sent() {
        copy.append("a");
        try (SyncAgent strict =
                SyncAgent.builder(copy.outbox(), server).refuseCopies(true).build()) {
            assertThatThrownBy(strict::syncOnce)
                    .isInstanceOf(DeviceCopiedException.class)
                    .hasMessageContaining("another device works with the identity of this one");
        }
        assertThat(server.log()).isEmpty();
    }

    @Test
    void a_server_may_refuse_copies_until_one_has_left() {
        server.devices.refuseCopies();
        copy.append("a");
        assertThatThrownBy(() -> sync(copy))
                .isInstanceOf(DeviceCopiedException.class)
                .hasMessageEndingWith(", which the server refuses; nothing was sent");
        assertThatThrownBy(() -> sync(till)).isInstanceOf(DeviceCopiedException.class);
        assertThat(server.log()).isEmpty();
    }

    @Test
    void a_server_that_went_back_refuses_no_agent() {
        server.devices.refuseCopies();
        server.devices.forgetLastMark();
        sync(till);
        assertThat(till.outbox().status().copied()).isNull();
    }

    /** As a new process does. */
    private static void sync(Till till) {
        till.restart();
        till.agent().syncOnce();
    }
}
