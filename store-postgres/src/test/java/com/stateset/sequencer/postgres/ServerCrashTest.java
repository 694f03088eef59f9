package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.batch;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreFixture;
import com.stateset.sequencer.tck.history.HistoryRun;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The database server is killed, or stopped, under its writers, and started again; they send until they have an answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerCrashTest {

    private static final boolean SURVIVAL = Boolean.getBoolean("sequencer.survival");
    private static final int ROUNDS = SURVIVAL ? 20 : 1;
    private static final int CALLS = SURVIVAL ? 1500 : 120;
    private static final int WRITERS = 3;

    private TestPostgres server;

    @BeforeAll
    void startServer() {
        server = TestPostgres.start();
    }

    @AfterAll
    void closeServer() {
        server.close();
    }

    @Test
    void killed() {
        loseNothing(server::kill);
    }

    @Test
    void stopped() {
        loseNothing(server::stop);
    }

    @Test
    void every_call_misses_it_in_our_words_and_finds_it_again() {
        String place = server.createDatabase();
        try (EventStore store = PostgresEventStore.builder(place)
                .connectTimeout(Duration.ofMillis(500))
                .retryFor(Duration.ofMillis(300))
                .open()) {
            StreamId stream = newStream();
            List<AppendBatch> batch = List.of(batch(event(stream).candidate()));
            assertThat(store.append(batch)).hasSize(1);
            assertThatCode(store::ping).doesNotThrowAnyException();

            server.stop();
            assertUnavailable(() -> store.append(batch));
            assertUnavailable(() -> store.head(stream));
            assertUnavailable(() -> store.read(stream, ReadOptions.forwardsFrom(1)));
            assertUnavailable(() -> store.find(stream, UUID.randomUUID()));
            assertUnavailable(() -> store.entityHistory(stream, new EntityRef("order", "o-1"), 0, 10));
            assertUnavailable(store::ping);

            server.startAgain();
            assertThat(Eventually.answered(
                            () -> Samples.said(store.append(batch).get(0))))
                    .containsExactly("duplicate 1");
            assertThat(Eventually.answered(() -> store.head(stream))).isEqualTo(1);
            assertThatCode(store::ping).doesNotThrowAnyException();
        }
    }

    /** What the history oracle checks: every answer given is right, and explained by the log; no gap, no double, no loss. */
    private void loseNothing(Runnable end) {
        try (HistoryRun run = new HistoryRun(new OnThatServer())) {
            System.out.println("history oracle with seed " + run.seed());
            EventStore store = run.open();
            run.tail(() -> store);
            run.write(WRITERS, CALLS, () -> store);
            int answers = 0;
            for (int round = 0; round < ROUNDS && !run.writersAreDone(); round++) {
                int enough = answers + 10 + run.random().nextInt(WRITERS * CALLS / ROUNDS / 3);
                Eventually.holds(enough + " answers", () -> run.history().answers() >= enough || run.writersAreDone());
                end.run();
                server.startAgain();
                answers = run.history().answers();
            }
            run.awaitWriters();
            run.check();
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreUnavailableException.class)
                .message()
                .isIn(
                        "the database cannot be reached or is busy",
                        "the database cannot be reached; the append may have been stored");
    }

    /** Places on the server that dies. */
    private final class OnThatServer implements StoreFixture {

        @Override
        public String create() {
            return server.createDatabase();
        }

        @Override
        public EventStore open(String place) {
            return PostgresEventStore.connect(place);
        }

        @Override
        public void delete(String place) {
            server.dropDatabase(place);
        }
    }
}
