package com.stateset.sequencer.cli.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.cli.AlarmReceiver;
import com.stateset.sequencer.cli.CommandRun;
import com.stateset.sequencer.cli.ServerDatabase;
import com.stateset.sequencer.cli.StoreKind;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.Witness;
import com.stateset.sequencer.witness.WitnessAddress;
import com.stateset.sequencer.witness.Witnessing;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A sequencer's server, a witness's server and a monitor, over HTTP and on files, against an operator who alters the database. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@EnumSource(StoreKind.class)
class WitnessedSequencerTest {

    private static final String API_KEY = "ss_the-key-of-the-tests";
    private static final NoteVerifier VERIFIER = SignatureVerifier.ofNotes();
    private static final UUID SEQUENCER = UUID.fromString("c5c1a5c0-1f6a-4f8e-9d57-6a2f6e0c1a01");
    private static final StreamId STREAM = new StreamId(UUID.randomUUID(), UUID.randomUUID());

    private final SigningKey key = SigningKey.generate();
    private final SigningKey witnessKey = SigningKey.generate();
    private final VerifierKey witnessVkey =
            VerifierKey.ofWitness("example.com/w1", witnessKey.publicKey().toByteArray());

    @Parameter
    private StoreKind kind;

    @TempDir
    private Path folder;

    private ServerDatabase database;
    private SqliteWitnessState state;
    private WitnessServer witness;

    @BeforeEach
    void startWitness() {
        database = kind.create(folder.resolve("server"));
        state = SqliteWitnessState.open(folder.resolve("witness.db"));
        VerifierKey heads = VerifierKey.ofLog(
                LogName.ofSequencer(SEQUENCER).headsOrigin(), key.publicKey().toByteArray());
        witness = WitnessServer.start(
                new Witness(
                        witnessVkey,
                        message -> witnessKey.signText(message).toByteArray(),
                        VERIFIER,
                        List.of(heads),
                        state,
                        Clock.systemUTC()),
                "127.0.0.1",
                0);
    }

    @AfterEach
    void stopWitness() {
        witness.close();
        state.close();
        database.close();
    }

    @Test
    void heads_are_cosigned_soon_and_a_monitor_finds_all_well() {
        try (Running running = start()) {
            running.append(3);
            SignedCheckpoint witnessed = running.awaitWitnessed(1);

            assertThat(witnessed.cosignatures(List.of(witnessVkey), VERIFIER)).hasSize(1);
            CommandRun monitor = running.monitor();
            assertThat(monitor.exitCode()).as(monitor.toString()).isZero();
            assertThat(monitor.err()).contains("all is well: 1 entries in the log of heads, 1 streams checked");

            running.append(2);
            running.awaitWitnessed(2);
            CommandRun json = running.monitor("--json");
            assertThat(json.exitCode()).isZero();
            assertThat(json.out())
                    .isEqualTo("{\"status\":\"ended\",\"server\":\"" + running.server.url() + "\",\"state_file\":\""
                            + folder.resolve("monitor.json")
                            + "\",\"alarms\":0,\"entries\":2,\"streams\":1,\"not_readable\":0}\n");
            assertThat(json.err()).isEmpty();
        }
    }

    @Test
    void a_restored_backup_is_refused_by_the_witness_and_the_monitor() throws Exception {
        try (Running running = start()) {
            running.append(3);
            running.awaitWitnessed(1);
        }
        ServerDatabase backup = database.copy(folder.resolve("backup"));
        try (Running running = start()) {
            running.append(3);
            running.awaitWitnessed(2);
            assertThat(running.monitor().exitCode()).isZero();
        }
        database.close();
        database = backup;
        try (Running running = start()) {
            running.append(4);
            await(() -> running.witnessing.status().failures().toString().contains("answers 4"));

            assertThatThrownBy(running.sequencer::ping)
                    .isInstanceOf(HeadsLogStoppedException.class)
                    .hasMessageContaining("the witness example.com/w1 answers 409");
            assertThat(running.witnessing.status().failures().get("example.com/w1"))
                    .isEqualTo("answers 409: the root of the same size was another before");
            assertThat(running.witnessing.status().contradictions()).containsOnlyKeys("example.com/w1");
            CommandRun monitor = running.monitor();
            assertThat(monitor.exitCode()).as(monitor.toString()).isEqualTo(4);
            assertThat(monitor.out()).contains("\"kind\":\"inconsistent\"").contains("checkpoint_before");
        }
    }

    @Test
    void a_witness_that_is_away_is_missed_by_the_monitor() {
        try (Running running = start()) {
            running.append(1);
            running.awaitWitnessed(1);
        }
        URI address = URI.create("http://127.0.0.1:" + witness.port());
        witness.close();
        try (Running running = start(address)) {
            running.append(1);
            await(() -> !running.witnessing.status().failures().isEmpty());

            CommandRun monitor = running.monitor("--max-age", "1ms");
            assertThat(monitor.exitCode()).as(monitor.toString()).isEqualTo(5);
            assertThat(monitor.out()).contains("\"kind\":\"quorum_missing\"");
        }
    }

    @Test
    void a_stream_rewritten_with_its_trees_is_found_by_the_monitor() throws Exception {
        try (Running running = start()) {
            running.append(5);
            running.awaitWitnessed(1);
            assertThat(running.monitor().exitCode()).isZero();
        }
        rewriteAfter(3);
        try (Running running = start()) {
            await(() -> running.monitor().exitCode() != 0);

            // The log of heads knows better, and the sequencer stops the stream.
            CommandRun monitor = running.monitor();
            assertThat(monitor.exitCode()).as(monitor.toString()).isEqualTo(4);
            assertThat(monitor.out()).contains("\"kind\":\"stopped\"");
        }
        database.forgetHeadsLog();
        try (Running running = start()) {
            running.append(4);
            await(() -> running.sequencer.headsLog().checkpoint().isPresent());

            CommandRun monitor = running.monitor();
            assertThat(monitor.exitCode()).as(monitor.toString()).isEqualTo(4);
            assertThat(monitor.out()).contains("\"kind\":\"inconsistent\"");
        }
    }

    @Test
    void a_break_is_alarmed_until_that_one_is_accepted() throws Exception {
        try (Running running = start()) {
            running.append(5);
            running.awaitWitnessed(1);
            assertThat(running.monitor().exitCode()).isZero();
        }
        rewriteAfter(3);
        try (Running running = start();
                AlarmReceiver receiver = new AlarmReceiver(204)) {
            await(() -> running.monitor().out().contains("\"kind\":\"stopped\""));
            running.sequencer.acceptHistory(STREAM);
            running.awaitWitnessed(2);
            String id = VesHashes.stream(STREAM).toHex();

            CommandRun monitor = running.monitor(
                    "--accept-history", id + ":4", "--webhook", receiver.url().toString());
            assertThat(monitor.exitCode()).as(monitor.toString()).isEqualTo(4);
            assertThat(monitor.out()).contains("\"kind\":\"history_accepted\"").contains("accept " + id + ":3");
            assertThat(receiver.bodies())
                    .containsExactlyElementsOf(monitor.out().lines().toList());

            CommandRun accepting = running.monitor("--accept-history", id + ":3");
            assertThat(accepting.exitCode()).as(accepting.toString()).isZero();
            assertThat(running.monitor().exitCode()).isZero();
            assertThat(running.monitor("--accept-history", id).exitCode()).isEqualTo(2);
        }
    }

    @Test
    void a_key_that_was_not_pinned_is_alarmed() {
        try (Running running = start()) {
            running.append(1);
            running.awaitWitnessed(1);

            String another = SigningKey.generate().publicKey().toString();
            CommandRun monitor = running.monitor("--sequencer-key", another);
            assertThat(monitor.exitCode()).as(monitor.toString()).isEqualTo(4);
            assertThat(monitor.out()).contains("\"kind\":\"key_changed\"");
        }
    }

    /** Takes the events behind a number away, with the trees and what was signed of them. */
    private void rewriteAfter(int number) throws SQLException {
        database.truncate(number)
                .execute(
                        "update {stream_heads} set head = " + number
                                + ", tree_size = 0, right_edge = {nothing}, tree_root = null",
                        "delete from {history_checkpoints}",
                        "delete from {history_nodes}");
    }

    private Running start() {
        return start(URI.create("http://127.0.0.1:" + witness.port()));
    }

    private Running start(URI address) {
        Witnessing witnessing = Witnessing.by(List.of(new WitnessAddress(witnessVkey, address)), 1);
        Sequencer sequencer = Sequencer.builder()
                .store(database.open())
                .sequencerId(SEQUENCER)
                .signingKey(key)
                .headsLogInterval(Duration.ofMillis(50))
                .with(witnessing)
                .build();
        SequencerServer server = SequencerServer.builder()
                .sequencer(sequencer)
                .apiKey(API_KEY)
                .port(0)
                .start();
        return new Running(sequencer, server, witnessing);
    }

    /** Looks every hundredth of a second; the test's time limit ends it. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** A sequencer that is witnessed, and its server. */
    private final class Running implements AutoCloseable {

        private final Sequencer sequencer;
        private final SequencerServer server;
        private final Witnessing witnessing;

        private Running(Sequencer sequencer, SequencerServer server, Witnessing witnessing) {
            this.sequencer = sequencer;
            this.server = server;
            this.witnessing = witnessing;
        }

        private void append(int events) {
            NewEvent[] made = new NewEvent[events];
            for (int i = 0; i < events; i++) {
                made[i] = NewEvent.builder()
                        .entity("order", "o-" + i)
                        .eventType("order.placed")
                        .payload("{}")
                        .build();
            }
            var receipt = sequencer.stream(STREAM).append(made);
            assertThat(receipt.accepted()).isEqualTo(events);
        }

        /** Waits until a quorum has cosigned a log of heads of that size. */
        private SignedCheckpoint awaitWitnessed(long size) {
            await(() -> sequencer
                    .headsLog()
                    .witnessed()
                    .filter(checkpoint -> checkpoint.head().size() >= size)
                    .isPresent());
            return sequencer.headsLog().witnessed().orElseThrow();
        }

        private CommandRun monitor(String... more) {
            List<String> arguments = new ArrayList<>(List.of(
                    "monitor",
                    "--once",
                    "--server",
                    server.url(),
                    "--api-key",
                    API_KEY,
                    "--state",
                    folder.resolve("monitor.json").toString(),
                    "--witness",
                    witnessVkey.toString()));
            arguments.addAll(List.of(more));
            return CommandRun.of(arguments.toArray(String[]::new));
        }

        @Override
        public void close() {
            server.close();
            sequencer.close();
        }
    }
}
