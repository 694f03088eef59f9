package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.tck.Race;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several agents at one file, each with connections of its own, as several processes have them. */
@Timeout(300)
class SharedOutboxTest {

    private static final int ROUNDS = Boolean.getBoolean("sequencer.survival") ? 60 : 4;
    private static final int EVENTS = 120;

    @TempDir
    private Path folder;

    private final ScriptedServer server = new ScriptedServer();

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void agents_that_pull_at_once_accuse_no_server(int count) {
        server.history(new ScriptedHistory(server, server.signingKey()));
        try (Till writer = new Till(folder.resolve("writer.db"), server)) {
            for (int round = 0; round < ROUNDS; round++) {
                writer.appendMany("e" + round, EVENTS / ROUNDS);
                writer.agent().syncOnce();
                pullAtOnce(count, folder.resolve("reader-" + round + ".db"));
            }
        }
    }

    private void pullAtOnce(int count, Path file) {
        List<Till> readers = new ArrayList<>();
        readers.add(new Till(file, server, 3));
        IntStream.range(1, count).forEach(i -> readers.add(readers.get(0).beside()));
        try {
            Race.run(readers.stream()
                    .<Callable<Long>>map(reader -> () -> reader.agent().pull().pulled())
                    .toList());
            List<PulledEvent> log = server.log();
            assertThat(readers.get(0).replica())
                    .isEqualTo(log.stream()
                            .map(event -> event.sequenced().event().eventId())
                            .toList());
        } finally {
            readers.forEach(Till::close);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void agents_that_sync_at_once_lose_nothing_and_double_nothing(int count) {
        server.history(new ScriptedHistory(server, server.signingKey()));
        List<Till> agents = new ArrayList<>();
        agents.add(new Till(folder.resolve("shared.db"), server, 4));
        IntStream.range(1, count).forEach(i -> agents.add(agents.get(0).beside()));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Race.run(agents.stream()
                        .<Callable<Boolean>>map(agent -> () -> {
                            for (int i = 0; i < 5; i++) {
                                agent.append("e" + i);
                                agent.agent().syncOnce();
                            }
                            return true;
                        })
                        .toList());
            }
            agents.get(0).agent().syncOnce();
            assertThat(server.log()).hasSize(ROUNDS * 5 * count);
            assertThat(agents.get(0).replica()).hasSize(ROUNDS * 5 * count).doesNotHaveDuplicates();
            assertThat(agents.get(0).outbox().status().pending()).isZero();
        } finally {
            agents.forEach(Till::close);
        }
    }

    @Test
    void an_event_that_really_stands_there_twice_is_still_named() {
        try (Till writer = new Till(folder.resolve("writer.db"), server);
                Till reader = new Till(folder.resolve("reader.db"), server)) {
            writer.appendMany("e", 2);
            writer.agent().syncOnce();
            reader.agent().pull();
            PulledEvent first = server.log().get(0);
            writer.append("e");
            writer.agent().syncOnce();
            server.lie(page -> new PulledPage(
                    page.events().stream()
                            .map(event -> event.sequenceNumber() == 3
                                    ? server.sequence(first.sequenced().event(), 3, 3)
                                    : event)
                            .toList(),
                    page.headSequence()));
            assertThatThrownBy(() -> reader.agent().pull())
                    .isInstanceOf(HistoryMismatchException.class)
                    .hasMessageContaining("stands in the history twice");
        }
    }

    @Test
    void what_two_were_shown_must_be_the_same_where_it_meets() {
        try (Till writer = new Till(folder.resolve("writer.db"), server);
                Till reader = new Till(folder.resolve("reader.db"), server)) {
            writer.appendMany("e", 3);
            writer.agent().syncOnce();
            List<PulledEvent> honest = server.log();
            reader.outbox().journal().apply(honest.subList(0, 2), 3);
            PulledEvent other = server.sequence(honest.get(2).sequenced().event(), 2, 2);
            assertThatThrownBy(() -> reader.outbox().journal().apply(List.of(honest.get(0), other, honest.get(2)), 3))
                    .isInstanceOf(HistoryMismatchException.class)
                    .hasMessageStartingWith("history mismatch at event 2: ");
            assertThat(reader.replica()).hasSize(2);
        }
    }
}
