package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.ids;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.postgres.Samples.said;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.CuttableLine.Loss;
import com.stateset.sequencer.postgres.history.HeadTrees;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CompactRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The connection breaks when the server has committed and no answer arrives, or just before it would have: the append finds out
 * what became of it, and says what it would have said.
 */
class LostAnswerTest extends OwnDatabase {

    private StreamId stream;
    private CuttableLine line;
    private WatchedDataSource connections;
    private EventStore store;
    private EventStore other;

    @BeforeEach
    void openOneStoreBehindTheLineAndOneBesideIt() {
        stream = newStream();
        PGSimpleDataSource direct = Samples.dataSource(place());
        line = closedAfterwards(new CuttableLine(direct.getPortNumbers()[0]));
        PGSimpleDataSource behind = Samples.dataSource(place());
        behind.setServerNames(new String[] {"localhost"});
        behind.setPortNumbers(new int[] {line.port()});
        connections = new WatchedDataSource(behind);
        store = closedAfterwards(PostgresEventStore.over(connections));
        other = open();
    }

    @Test
    void a_fenced_append_whose_answer_is_lost_keeps_its_numbers() {
        warmUp();
        List<AdmittedEvent> sent =
                List.of(event(stream).candidate(), event(stream).candidate());

        connections.forget();
        line.lose(Loss.NEXT_ANSWER);
        AppendResult answer = store.append(List.of(batch(sent))).get(0);

        assertThat(connections.sent().get(0)).startsWith("with moment as");
        assertThat(said(answer)).containsExactly("accepted 3", "accepted 4");
        assertThat(answer.head()).isEqualTo(4);
        assertStandsAsAnswered(answer, stream);
        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 5");
        assertThat(append(store, sent.get(0))).containsExactly("duplicate 3");
    }

    @Test
    void a_fenced_append_whose_request_is_lost_is_stored_once() {
        warmUp();

        connections.forget();
        line.lose(Loss.NEXT_REQUEST);
        AppendResult answer = store.append(
                        List.of(batch(event(stream).candidate(), event(stream).candidate())))
                .get(0);

        assertThat(connections.sent().get(0)).startsWith("with moment as");
        assertThat(said(answer)).containsExactly("accepted 3", "accepted 4");
        assertStandsAsAnswered(answer, stream);
    }

    @Test
    void a_locked_append_whose_commit_is_lost_keeps_its_numbers() {
        warmUp();
        UUID command = UUID.randomUUID();
        AdmittedEvent first = event(stream).command(command).candidate();
        AdmittedEvent second = event(stream).command(command).candidate();

        loseOnceAtCommit(Loss.NEXT_ANSWER, () -> {});
        AppendResult answer = store.append(List.of(batch(first, second))).get(0);

        assertThat(line.hasLost()).isTrue();
        assertThat(said(answer)).containsExactly("accepted 3", "accepted 4");
        assertThat(answer.head()).isEqualTo(4);
        assertStandsAsAnswered(answer, stream);
        assertThat(append(store, first, second)).containsExactly("duplicate 3", "duplicate 4");
    }

    @Test
    void a_locked_append_whose_commit_never_arrives_is_stored_once() {
        warmUp();
        UUID command = UUID.randomUUID();

        loseOnceAtCommit(Loss.NEXT_REQUEST, () -> {});
        AppendResult answer = store.append(List.of(batch(
                        event(stream).command(command).candidate(),
                        event(stream).command(command).candidate())))
                .get(0);

        assertThat(line.hasLost()).isTrue();
        assertThat(said(answer)).containsExactly("accepted 3", "accepted 4");
        assertStandsAsAnswered(answer, stream);
    }

    @Test
    void the_first_append_to_a_stream_is_accepted_on_a_lost_answer() {
        loseOnceAtCommit(Loss.NEXT_ANSWER, () -> {});

        assertThat(append(store, event(stream).candidate())).containsExactly("accepted 1");
        assertThat(line.hasLost()).isTrue();
        assertThat(append(other, event(stream).candidate())).containsExactly("accepted 2");
    }

    @Test
    void a_lost_answer_is_still_right_after_appends_of_others() {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();

        line.lose(Loss.NEXT_ANSWER, () -> append(other, event(stream).candidate()));

        assertThat(append(store, sent)).containsExactly("accepted 3");
        assertThat(ids(store, stream))
                .hasSize(4)
                .element(2)
                .isEqualTo(sent.event().eventId());
    }

    @Test
    void a_lost_request_takes_the_next_number_if_its_own_is_taken() {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();

        line.lose(Loss.NEXT_REQUEST, () -> append(other, event(stream).candidate()));

        assertThat(append(store, sent)).containsExactly("accepted 4");
        assertThat(ids(store, stream))
                .hasSize(4)
                .element(3)
                .isEqualTo(sent.event().eventId());
    }

    /** Someone else sent the same event, and it is theirs that is in the log: then it was no answer of ours that was lost. */
    @Test
    void a_lost_request_is_a_duplicate_if_stored_by_another_elsewhere() {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();

        line.lose(Loss.NEXT_REQUEST, () -> {
            append(other, event(stream).candidate());
            append(other, sent);
        });

        assertThat(append(store, sent)).containsExactly("duplicate 4");
        assertThat(ids(store, stream)).hasSize(4);
    }

    /** One event of ours at the place that we had planned for it does not mean that our append came through. */
    @Test
    void a_lost_request_differs_from_another_batch_at_its_place() {
        warmUp();
        AdmittedEvent first = event(stream).candidate();
        AdmittedEvent second = event(stream).candidate();

        line.lose(Loss.NEXT_REQUEST, () -> append(other, first, event(stream).candidate()));

        assertThat(append(store, first, second)).containsExactly("duplicate 3", "accepted 5");
        assertThat(ids(store, stream))
                .hasSize(5)
                .last()
                .isEqualTo(second.event().eventId());
    }

    /** Nor does the event's id: it may name another event there. */
    @Test
    void a_lost_request_differs_from_another_event_of_its_id_there() {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();
        AdmittedEvent changed = event(stream)
                .id(sent.event().eventId())
                .payload("{\"total\":1}")
                .candidate();

        line.lose(Loss.NEXT_REQUEST, () -> append(other, changed));

        assertThat(append(store, sent)).containsExactly("rejected duplicate_event_id");
        assertThat(readAll(store, stream).get(2).event()).isEqualTo(changed.event());
    }

    /** What is said to have been stored when is what the log says. */
    @Test
    void a_lost_request_differs_from_its_events_stored_one_by_one() {
        warmUp();
        AdmittedEvent first = event(stream).candidate();
        AdmittedEvent second = event(stream).candidate();

        line.lose(Loss.NEXT_REQUEST, () -> {
            append(other, first);
            append(other, second);
        });
        AppendResult answer = store.append(List.of(batch(first, second))).get(0);

        assertThat(said(answer)).containsExactly("duplicate 3", "duplicate 4");
        assertStandsAsAnswered(answer, stream);
    }

    @Test
    void a_lost_request_and_then_a_lost_answer_is_accepted_once() {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();

        line.lose(Loss.NEXT_REQUEST);
        connections.watch((what, connection) -> {
            if (what.equals("commit") && line.hasLost()) {
                connections.watch((any, same) -> {});
                line.lose(Loss.NEXT_ANSWER);
            }
        });

        assertThat(append(store, sent)).containsExactly("accepted 3");
        assertThat(line.hasLost()).isTrue();
        assertThat(ids(store, stream)).hasSize(3).last().isEqualTo(sent.event().eventId());
    }

    @Test
    void a_group_over_several_streams_is_answered_as_if_nothing_broke() {
        StreamId second = newStream();
        AdmittedEvent repeated = event(second).candidate();
        warmUp();
        append(store, event(second).candidate());
        append(store, event(second).candidate());

        connections.forget();
        line.lose(Loss.NEXT_ANSWER);
        List<AppendResult> answers = store.append(List.of(
                batch(event(stream).candidate()),
                batch(repeated, event(second).candidate(), repeated),
                batch(event(stream).candidate())));

        assertThat(connections.sent().get(0)).contains("), wanted as materialized (");
        assertThat(answers.stream().map(Samples::said))
                .containsExactly(
                        List.of("accepted 3"),
                        List.of("accepted 3", "accepted 4", "duplicate 3"),
                        List.of("accepted 4"));
        assertStandsAsAnswered(answers.get(0), stream);
        assertStandsAsAnswered(answers.get(1), second);
        assertStandsAsAnswered(answers.get(2), stream);
    }

    /** "Nothing was stored" is only said when it is known; of an append in doubt it is not. */
    @Test
    void an_append_in_doubt_is_not_refused_while_its_stream_is_held() throws SQLException {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();
        try (Connection holder = dataSource().getConnection()) {
            holder.setAutoCommit(false);
            line.lose(Loss.NEXT_ANSWER, () -> lockAllHeads(holder));

            assertThatThrownBy(() -> append(store, sent))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the database cannot be reached; the append may have been stored");
            assertThat(ids(other, stream))
                    .hasSize(3)
                    .last()
                    .isEqualTo(sent.event().eventId());
        }
        assertThat(append(store, sent)).containsExactly("duplicate 3");
    }

    @Test
    void an_append_in_doubt_waits_for_a_stream_held_for_a_while() throws SQLException {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();
        EventStore patient = closedAfterwards(PostgresEventStore.builder(connections)
                .retryFor(Eventually.LIMIT)
                .open());
        append(patient, event(stream).candidate());
        append(patient, event(stream).candidate());
        append(patient, event(stream).candidate());
        try (Connection holder = dataSource().getConnection()) {
            holder.setAutoCommit(false);
            connections.forget();
            line.lose(Loss.NEXT_ANSWER, () -> lockAllHeads(holder));
            connections.watch((what, connection) -> {
                if (connections.sent().stream()
                                .filter(each -> each.contains("for update"))
                                .count()
                        == 2) {
                    holder.rollback();
                }
            });

            assertThat(append(patient, sent)).containsExactly("accepted 6");
        }
        assertThat(ids(other, stream)).hasSize(6);
    }

    /** What became of it has an answer, whatever has become of the stream: it must not be called refused. */
    @Test
    void an_append_in_doubt_is_answered_though_its_stream_is_stopped() {
        warmUp();
        AdmittedEvent sent = event(stream).candidate();

        line.lose(
                Loss.NEXT_ANSWER,
                () -> Samples.execute(dataSource(), "update sequencer.stream_heads set tree_root = sha256(tree_root)"));

        assertThat(append(store, sent)).containsExactly("accepted 3");
        assertThat(line.hasLost()).isTrue();
        assertThatThrownBy(() -> append(store, event(stream).candidate())).isInstanceOf(StreamStoppedException.class);
    }

    private static void lockAllHeads(Connection holder) {
        try {
            Samples.query(holder, "select head from sequencer.stream_heads for update");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void warmUp() {
        append(store, event(stream).candidate());
        append(store, event(stream).candidate());
    }

    private void loseOnceAtCommit(Loss loss, Runnable before) {
        connections.watch((what, connection) -> {
            if (what.equals("commit")) {
                connections.watch((any, same) -> {});
                line.lose(loss, before);
            }
        });
    }

    private void assertStandsAsAnswered(AppendResult answer, StreamId where) {
        List<SequencedEvent> log = readAll(other, where);
        for (Outcome outcome : answer.outcomes()) {
            Outcome.Stored stored = (Outcome.Stored) outcome;
            assertThat(log)
                    .filteredOn(row -> row.event().eventId().equals(stored.eventId()))
                    .extracting(SequencedEvent::sequenceNumber, SequencedEvent::sequencedAt)
                    .containsExactly(tuple(stored.sequenceNumber(), stored.sequencedAt()));
        }
        HeadTrees.assertOfLeaves(dataSource(), where, log.size());
        assertThat(answer.tree().head())
                .isEqualTo(CompactRange.EMPTY
                        .appendEntries(log.stream()
                                .limit(answer.head())
                                .map(SequencedEvent::leafHash)
                                .toList())
                        .head());
    }
}
