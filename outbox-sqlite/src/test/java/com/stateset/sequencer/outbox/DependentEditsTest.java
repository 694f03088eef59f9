package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.outbox.ScriptedServer.Fault;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.tck.outbox.DependentEdits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is accepted on top of what was not, unless that was settled. */
class DependentEditsTest {

    private static final int ROUNDS = Boolean.getBoolean("sequencer.survival") ? 500 : 8;
    private static final int STEPS = 60;
    private static final int ENTITIES = 5;
    private static final int MOST_COPIES = 3;
    private static final List<Fault> FAULTS = List.of(
            Fault.NONE,
            Fault.NONE,
            Fault.ANSWER_LOST,
            Fault.REQUEST_LOST,
            Fault.SENT_TWICE,
            Fault.FAILED,
            Fault.FAILED_AFTER_STORING,
            Fault.OVERLOADED);

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("sequencer.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private int accepted;
    private int settlements;

    @Test
    void a_conflicts_followers_wait_although_the_count_would_fit() {
        ScriptedServer server = new ScriptedServer();
        try (Till other = new Till(folder.resolve("a.db"), server);
                Till till = new Till(folder.resolve("b.db"), server)) {
            other.append("e");
            other.agent().syncOnce();
            till.agent().syncOnce();
            LocalEvent first = till.appendOnTop("e");
            LocalEvent second = till.appendOnTop("e");
            LocalEvent third = till.append("e");
            other.append("e");
            other.agent().syncOnce();
            till.agent().syncOnce();
            assertThat(till.state(first)).isInstanceOf(LocalState.Rejected.class);
            assertThat(List.of(till.state(second), till.state(third))).hasOnlyElementsOfType(LocalState.Blocked.class);
            assertThat(server.log()).hasSize(2);
            till.outbox().rebase(first.eventId());
            till.agent().syncOnce();
            assertThat(server.log()).hasSize(5);
            assertThat(till.replica()).endsWith(second.eventId(), third.eventId());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_answered_follower_for_recipients_keeps_its_id(boolean discard) throws SQLException {
        ScriptedServer server = new ScriptedServer();
        try (Till other = new Till(folder.resolve("a.db"), server);
                Till till = new Till(folder.resolve("b.db"), server)) {
            other.append("e");
            other.agent().syncOnce();
            till.agent().syncOnce();
            LocalEvent first = till.appendOnTop("e");
            Recipients recipients = Recipients.of(
                    new RecipientKey(7, X25519PrivateKey.generate().publicKey()));
            NewEvent draft = NewEvent.builder()
                    .entity("order", "e")
                    .eventType("order.changed")
                    .payload("1")
                    .build();
            LocalEvent second = till.outbox()
                    .append(List.of(draft), BaseVersions.FROM_LOCAL, recipients)
                    .get(0);
            other.append("e");
            other.agent().syncOnce();
            till.agent().syncOnce();
            answerBefore(second);
            assertThat(till.state(first)).isInstanceOf(LocalState.Rejected.class);

            if (discard) {
                till.outbox().discard(first.eventId());
                assertThat(till.outbox()
                                .find(second.eventId())
                                .orElseThrow()
                                .event()
                                .baseVersion())
                        .isEqualTo(1);
            } else {
                till.outbox().rebase(first.eventId());
                till.agent().syncOnce();
                assertThat(till.replica()).endsWith(second.eventId());
                assertThat(server.log().get(3).sequenced().event()).satisfies(event -> {
                    assertThat(event.baseVersion()).isEqualTo(3);
                    assertThat(Ciphertext.isIntact(event)).isTrue();
                });
            }
        }
    }

    /** As it is with one that was rejected earlier, and was to go out again. */
    private void answerBefore(LocalEvent event) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("b.db"));
                PreparedStatement update = connection.prepareStatement(
                        "update sequencer_outbox_events set reason = 'x', message = 'x' where position = ?")) {
            update.setLong(1, event.position());
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void a_server_without_chains_gets_one_of_each_entity() {
        ScriptedServer server = new ScriptedServer();
        server.knowsChains(false);
        try (Till till = new Till(folder.resolve("b.db"), server)) {
            till.appendMany("e", 3);
            till.append("f");
            assertThat(till.agent().syncOnce().accepted()).isEqualTo(4);
            assertThat(server.batches()).extracting(List::size).containsExactly(2, 1, 1);
        }
    }

    @Test
    void random_edits_of_three_agents() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Path place = Files.createDirectory(folder.resolve("round-" + round));
            try {
                round(place);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
        System.out.println("seed " + seed + ": " + ROUNDS + " rounds, " + accepted + " accepted events, " + settlements
                + " settlements");
        assertThat(settlements).isGreaterThan(ROUNDS);
    }

    private void round(Path place) throws IOException {
        ScriptedServer server = new ScriptedServer();
        List<Device> devices = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                devices.add(new Device(
                        new Till(place.resolve(i + ".db"), server, 1 + random.nextInt(50)), new DependentEdits()));
            }
            for (int step = 0; step < STEPS; step++) {
                server.knowsChains(random.nextInt(8) > 0);
                step(server, devices, devices.get(random.nextInt(devices.size())), place);
                check(server, devices);
            }
            server.calm();
            settleAll(server, devices);
            accepted += server.log().size();
        } finally {
            devices.forEach(device -> device.till.close());
        }
    }

    private void step(ScriptedServer server, List<Device> devices, Device device, Path place) throws IOException {
        int roll = random.nextInt(20);
        if (roll < 9) {
            device.append();
        } else if (roll < 16) {
            server.next(FAULTS.get(random.nextInt(FAULTS.size())), FAULTS.get(random.nextInt(FAULTS.size())));
            device.sync();
        } else if (roll < 19) {
            device.settle();
        } else if (devices.size() < 3 + MOST_COPIES) {
            Path file = place.resolve(devices.size() + ".db");
            devices.add(new Device(device.till.copyTo(file), new DependentEdits(device.edits)));
        }
    }

    private void settleAll(ScriptedServer server, List<Device> devices) {
        for (int i = 0; i < 200; i++) {
            boolean quiet = true;
            for (Device device : devices) {
                device.sync();
                check(server, devices);
                quiet &= device.till.outbox().status().pending() == 0
                        && device.till.outbox().conflicts().isEmpty();
                device.settle();
            }
            if (quiet) {
                return;
            }
        }
        throw new AssertionError("the conflicts do not end");
    }

    private static void check(ScriptedServer server, List<Device> devices) {
        Map<UUID, Long> places = new HashMap<>();
        server.log().forEach(event -> places.put(event.sequenced().event().eventId(), event.sequenceNumber()));
        for (UUID id : places.keySet()) {
            List<Device> of =
                    devices.stream().filter(device -> device.edits.has(id)).toList();
            assertThat(of.isEmpty() || of.stream().anyMatch(device -> device.edits.allows(id, places)))
                    .as("event %s at place %s stands on one that was not accepted", id, places.get(id))
                    .isTrue();
        }
    }

    /** A folder and what was written in it. */
    private final class Device {

        private final Till till;
        private final DependentEdits edits;

        Device(Till till, DependentEdits edits) {
            this.till = till;
            this.edits = edits;
        }

        void append() {
            BaseVersions versions = random.nextInt(3) == 0 ? BaseVersions.AS_GIVEN : BaseVersions.FROM_LOCAL;
            String entity = "e" + random.nextInt(ENTITIES);
            edits.appended(
                    random.nextInt(5) == 0
                            ? till.appendCommand(entity, "e" + random.nextInt(ENTITIES))
                            : till.append(entity, 1 + random.nextInt(4), versions, random.nextInt(15) == 0));
        }

        void sync() {
            try {
                till.agent().syncOnce();
            } catch (TransportException e) {
                // The next one goes on.
            }
        }

        /** A person deals with one of the rejected events, or gives up one that waits. */
        void settle() {
            List<LocalEvent> open = till.outbox().conflicts();
            if (open.isEmpty()) {
                return;
            }
            LocalEvent one = open.get(random.nextInt(open.size()));
            boolean rejected = one.state() instanceof LocalState.Rejected;
            int roll = random.nextInt(10);
            if (one.event().eventType().equals("order.bad") || roll < 2) {
                till.outbox().discard(one.eventId());
            } else if (rejected && roll < 9) {
                till.outbox().rebase(one.eventId());
            } else if (rejected) {
                till.outbox().retry(one.eventId());
            }
            edits.settled(till.outbox());
            settlements++;
        }
    }
}
