package com.stateset.sequencer.verify.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogMonitorTest {

    private static final StreamId STREAM = new StreamId(new UUID(0, 1), new UUID(0, 1));
    private static final SigningKey WITNESS_KEY = SigningKey.generate();
    private static final VerifierKey WITNESS =
            VerifierKey.ofWitness("example.com/w1", WITNESS_KEY.publicKey().toByteArray());
    private static final VerifierKey ANOTHER = VerifierKey.ofWitness(
            "example.com/w2", SigningKey.generate().publicKey().toByteArray());
    private static final Duration MAX_AGE = Duration.ofMinutes(15);

    @TempDir
    private Path folder;

    private ScriptedSequencer sequencer;
    private Instant now = Instant.ofEpochSecond(1_800_000_000);

    @BeforeEach
    void serve() throws IOException {
        sequencer = new ScriptedSequencer();
        sequencer.enter(STREAM, entries(3, 9));
        sequencer.enter(STREAM, entries(5, 9));
        sequencer.enter(STREAM, entries(7, 9));
    }

    @AfterEach
    void stop() {
        sequencer.close();
    }

    @Test
    void finds_all_well() {
        sequencer.witnessed = cosigned(sequencer.heads.subList(0, 2));

        MonitorReport report = look(settings(List.of(WITNESS), 1));

        assertThat(report.alarms()).isEmpty();
        assertThat(report.headsLog().size()).isEqualTo(3);
        assertThat(report.streams()).isEqualTo(1);
        assertThat(report.notReadable()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void alarms_of_cosignatures_of_another_log(int size) {
        assertThat(look().alarms()).isEmpty();
        List<HeadsLogEntry> others = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            others.add(new HeadsLogEntry(ScriptedSequencer.id(STREAM), ScriptedSequencer.head(entries(i, 0))));
        }
        sequencer.witnessed = cosigned(others);

        for (int look = 0; look < 2; look++) {
            Alarm alarm = onlyAlarm(look());
            assertThat(alarm.kind()).isEqualTo(Alarm.Kind.INCONSISTENT);
            assertThat(alarm.message()).startsWith("the checkpoint that witnesses have cosigned, of " + size);
            assertThat(alarm.evidence())
                    .containsEntry("checkpoint_witnessed", sequencer.witnessed.toString())
                    .containsEntry(
                            "checkpoint_now",
                            sequencer.headsCheckpoint(sequencer.heads).toString());
        }
    }

    @Test
    void proves_what_witnesses_saw_beyond_the_checkpoint() {
        sequencer.signed = 2;
        sequencer.witnessed = cosigned(sequencer.heads);

        MonitorReport report = look(settings(List.of(WITNESS), 1));

        // The stream's own checkpoint may be ahead of its entry.
        assertThat(report.alarms()).isEmpty();
        assertThat(report.headsLog().size()).isEqualTo(2);
    }

    @Test
    void counts_a_witness_once() {
        SignedCheckpoint checkpoint = cosigned(sequencer.heads);
        sequencer.witnessed = checkpoint.plus(checkpoint.note().signatures().subList(1, 2));

        assertThat(onlyAlarm(look(settings(List.of(WITNESS, ANOTHER), 2))).kind())
                .isEqualTo(Alarm.Kind.QUORUM_MISSING);
        assertThatThrownBy(() -> settings(List.of(WITNESS, WITNESS), 2)).hasMessage("the same witness is named twice");
    }

    @Test
    void alarms_when_the_quorum_is_too_old() {
        sequencer.witnessed = cosigned(sequencer.heads);
        assertThat(look(settings(List.of(WITNESS), 1)).alarms()).isEmpty();

        now = now.plus(MAX_AGE).plusSeconds(1);

        assertThat(onlyAlarm(look(settings(List.of(WITNESS), 1))).kind()).isEqualTo(Alarm.Kind.QUORUM_MISSING);
    }

    @Test
    void misses_a_stream_that_is_gone() {
        assertThat(look().alarms()).isEmpty();
        sequencer.listed.clear();
        assertThat(look().alarms()).isEmpty();
        sequencer.streams.clear();

        MonitorReport report = look();

        assertThat(onlyAlarm(report).message()).isEqualTo("the stream's log is gone");
        assertThat(onlyAlarm(report).kind()).isEqualTo(Alarm.Kind.INCONSISTENT);
        assertThat(report.notReadable()).isZero();
    }

    @Test
    void looks_at_a_stream_that_is_not_listed_any_more() {
        look();
        sequencer.listed.clear();
        sequencer.streams.put(STREAM, entries(8, 4));

        assertThat(onlyAlarm(look()).kind()).isEqualTo(Alarm.Kind.INCONSISTENT);
    }

    @Test
    void forgets_nothing_for_a_checkpoint_that_is_shown_again() {
        sequencer.show(STREAM, entries(9, 9));
        assertThat(look().alarms()).isEmpty();
        sequencer.largest.put(STREAM, entries(9, 9));
        sequencer.streams.put(STREAM, entries(8, 9));
        assertThat(look().alarms()).isEmpty();
        sequencer.largest.clear();
        sequencer.streams.put(STREAM, entries(9, 8));

        assertThat(onlyAlarm(look()).kind()).isEqualTo(Alarm.Kind.INCONSISTENT);
    }

    @Test
    void alarms_when_a_head_is_not_entered_in_time() {
        sequencer.show(STREAM, entries(9, 9));
        assertThat(look().alarms()).isEmpty();
        now = now.plus(MAX_AGE);
        assertThat(look().alarms()).isEmpty();
        now = now.plusSeconds(1);

        assertThat(onlyAlarm(look()).kind()).isEqualTo(Alarm.Kind.STALE);

        sequencer.heads.add(new HeadsLogEntry(ScriptedSequencer.id(STREAM), ScriptedSequencer.head(entries(9, 9))));
        assertThat(look().alarms()).isEmpty();
    }

    @Test
    void alarms_when_another_key_signs() {
        assertThat(look().alarms()).isEmpty();
        sequencer.key = SigningKey.generate();

        assertThat(look().alarms()).extracting(Alarm::kind).contains(Alarm.Kind.KEY_CHANGED);
    }

    @Test
    void passes_a_break_only_if_that_one_is_accepted() {
        assertThat(look().alarms()).isEmpty();
        breakAt(entries(4, 2));
        Alarm alarm = onlyAlarmOf(Alarm.Kind.HISTORY_ACCEPTED, look());
        String accepted = ScriptedSequencer.id(STREAM).toHex() + ":4";
        assertThat(alarm.message()).endsWith("accept " + accepted);
        assertThat(alarm.evidence()).containsOnlyKeys("heads_checkpoint");
        MonitorSettings accepting = accepting(accepted);
        onlyAlarmOf(
                Alarm.Kind.HISTORY_ACCEPTED,
                look(accepting(ScriptedSequencer.id(STREAM).toHex() + ":3")));

        assertThat(look(accepting).alarms()).isEmpty();
        assertThat(look().alarms()).isEmpty();

        breakAt(entries(6, 1));
        onlyAlarmOf(Alarm.Kind.HISTORY_ACCEPTED, look(accepting));
    }

    @Test
    void reads_on_to_the_root_behind_a_break() {
        for (int i = 0; i < 600; i++) {
            StreamId unlisted = new StreamId(new UUID(1, i), new UUID(1, i));
            sequencer.heads.add(new HeadsLogEntry(
                    i == 297 ? HeadsLogEntry.Kind.BREAK : HeadsLogEntry.Kind.HEAD,
                    ScriptedSequencer.id(unlisted),
                    ScriptedSequencer.head(entries(1, 9))));
        }

        MonitorReport report = look();

        assertThat(onlyAlarm(report).kind()).isEqualTo(Alarm.Kind.HISTORY_ACCEPTED);
        assertThat(report.headsLog())
                .isEqualTo(sequencer
                        .headsCheckpoint(sequencer.heads.subList(0, 300))
                        .head());
        assertThat(report.notReadable()).isEqualTo(297);
        String accepted = sequencer.heads.get(300).streamId().toHex() + ":1";
        assertThat(look(accepting(accepted)).headsLog())
                .isEqualTo(sequencer.headsCheckpoint(sequencer.heads).head());
    }

    @Test
    void takes_nothing_over_of_a_log_that_was_rewritten() {
        MonitorReport before = look();
        sequencer.heads.set(1, new HeadsLogEntry(ScriptedSequencer.id(STREAM), ScriptedSequencer.head(entries(4, 9))));
        sequencer.heads.add(new HeadsLogEntry(ScriptedSequencer.id(STREAM), ScriptedSequencer.head(entries(8, 9))));

        MonitorReport after = look();

        assertThat(onlyAlarm(after).message()).endsWith("does not extend the 3 entries seen before");
        assertThat(onlyAlarm(after).evidence()).containsOnlyKeys("checkpoint_before", "checkpoint_now");
        assertThat(after.headsLog()).isEqualTo(before.headsLog());
    }

    private void breakAt(List<Hash> entries) {
        sequencer.show(STREAM, entries);
        sequencer.heads.add(new HeadsLogEntry(
                HeadsLogEntry.Kind.BREAK, ScriptedSequencer.id(STREAM), ScriptedSequencer.head(entries)));
    }

    private SignedCheckpoint cosigned(List<HeadsLogEntry> entries) {
        SignedCheckpoint checkpoint = sequencer.headsCheckpoint(entries);
        return checkpoint.plus(List.of(Cosignature.sign(
                checkpoint.note(),
                WITNESS,
                now,
                text -> WITNESS_KEY.signText(text).toByteArray())));
    }

    private MonitorReport look() {
        return look(settings(List.of(), 0));
    }

    private MonitorReport look(MonitorSettings settings) {
        return new LogMonitor(
                        sequencer.client(), settings, folder.resolve("monitor.json"), Clock.fixed(now, ZoneOffset.UTC))
                .look();
    }

    private static MonitorSettings settings(List<VerifierKey> witnesses, int quorum) {
        return new MonitorSettings(List.of(), MAX_AGE, witnesses, quorum, Set.of());
    }

    private static MonitorSettings accepting(String accepted) {
        return new MonitorSettings(List.of(), MAX_AGE, List.of(), 0, Set.of(AcceptedBreak.parse(accepted)));
    }

    private static Alarm onlyAlarm(MonitorReport report) {
        assertThat(report.alarms()).hasSize(1);
        return report.alarms().get(0);
    }

    /** The stream's own history does not fit either, until the break is accepted. */
    private static Alarm onlyAlarmOf(Alarm.Kind kind, MonitorReport report) {
        List<Alarm> alarms =
                report.alarms().stream().filter(alarm -> alarm.kind() == kind).toList();
        assertThat(alarms).as(report.toString()).hasSize(1);
        return alarms.get(0);
    }

    /** Entries of a history: those of another begin to differ at {@code fork}. */
    private static List<Hash> entries(int size, int fork) {
        List<Hash> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] bytes = new byte[Hash.LENGTH];
            bytes[0] = (byte) i;
            bytes[1] = (byte) (i >= fork ? 1 + fork : 0);
            entries.add(Hash.of(bytes));
        }
        return entries;
    }
}
