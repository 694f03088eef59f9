package com.stateset.sequencer.postgres;

import static com.stateset.sequencer.postgres.Samples.append;
import static com.stateset.sequencer.postgres.Samples.newStream;
import static com.stateset.sequencer.postgres.Samples.readAll;
import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestReceipt;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process stands still, SIGSTOP, with the lock on a stream's head in its hand. */
class FrozenWriterTest extends OwnDatabase {

    private final UUID command = UUID.randomUUID();

    @TempDir
    private Path files;

    private StreamId held;

    @BeforeEach
    void chooseAStream() {
        held = newStream();
    }

    @Test
    void appends_to_other_streams_go_on_while_it_holds_its_own() throws IOException {
        EventStore store = open();
        StreamId other = newStream();
        try (ChildJvm writer = freezeHolding(Duration.ofMinutes(10))) {
            for (int i = 1; i <= 20; i++) {
                assertThat(append(store, event(other).candidate())).containsExactly("accepted " + i);
            }
            assertThat(store.head(held)).as("readers do not wait").isEqualTo(2);
            assertThatThrownBy(() -> append(store, event(held).candidate()))
                    .as("it still holds its stream")
                    .isInstanceOf(StreamBusyException.class)
                    .hasMessage("another writer is holding the stream " + held);
            assertThat(append(store, event(other).candidate())).containsExactly("accepted 21");

            thaw(writer);
            assertThat(writer.awaitLine(line -> line.startsWith(HoldingWriter.TOLD), Eventually.LIMIT))
                    .isEqualTo("TOLD [accepted 3, accepted 4]");
            assertThat(writer.awaitLine(line -> line.startsWith(HoldingWriter.ANSWERED), Eventually.LIMIT))
                    .isEqualTo("ANSWERED [duplicate 3, duplicate 4]");
        }
        assertThat(append(store, event(held).candidate())).containsExactly("accepted 5");
        assertDenseWithTheCommandOnce(store, 5);
    }

    @Test
    void the_stream_goes_on_and_the_frozen_writer_learns_of_it() throws Exception {
        Sequencer sequencer = closedAfterwards(Sequencer.builder()
                .store(PostgresEventStore.connect(place()))
                .lanes(1)
                .streamTimeout(Eventually.LIMIT)
                .build());
        EventStream heldStream = sequencer.stream(held);
        EventStream other = sequencer.stream(newStream());
        int meanwhile = 0;
        try (ChildJvm writer = freezeHolding(Duration.ofSeconds(2))) {
            List<CompletableFuture<IngestReceipt>> waiting = IntStream.range(0, 5)
                    .mapToObj(i -> heldStream.appendAsync(List.of(newEvent())))
                    .toList();
            while (waiting.stream().anyMatch(each -> !each.isDone())) {
                assertThat(other.append(newEvent()).accepted()).isEqualTo(1);
                meanwhile++;
            }
            for (CompletableFuture<IngestReceipt> each : waiting) {
                assertThat(each.get().accepted()).isEqualTo(1);
            }
            assertThat(meanwhile)
                    .as("appends to another stream of the same lane meanwhile")
                    .isGreaterThan(3);
            assertThat(heldStream.head()).isEqualTo(7);

            thaw(writer);
            assertThat(writer.awaitLine(line -> line.startsWith(HoldingWriter.TOLD), Eventually.LIMIT))
                    .isIn("TOLD [accepted 8, accepted 9]", "TOLD StoreUnavailableException");
            assertThat(writer.awaitLine(line -> line.startsWith(HoldingWriter.ANSWERED), Eventually.LIMIT))
                    .isIn("ANSWERED [accepted 8, accepted 9]", "ANSWERED [duplicate 8, duplicate 9]");
        }
        assertDenseWithTheCommandOnce(open(), 9);
        assertThat(other.head()).isEqualTo(meanwhile);
    }

    @Test
    void killed_while_frozen_it_leaves_nothing_behind() throws IOException {
        EventStore store = open();
        try (ChildJvm writer = freezeHolding(Duration.ofMinutes(10))) {
            writer.kill();
        }
        List<AdmittedEvent> sent = HoldingWriter.events(held, command);

        assertThat(Eventually.answered(() -> append(store, sent.get(0), sent.get(1))))
                .containsExactly("accepted 3", "accepted 4");
        assertDenseWithTheCommandOnce(store, 4);
    }

    private ChildJvm freezeHolding(Duration databaseTimeout) {
        ChildJvm writer = ChildJvm.start(
                HoldingWriter.class,
                List.of(
                        place(),
                        held.tenantId().toString(),
                        held.storeId().toString(),
                        command.toString(),
                        Long.toString(databaseTimeout.toMillis()),
                        goOn().toString()),
                line -> false);
        writer.awaitLine(HoldingWriter.HOLDING::equals, Eventually.LIMIT);
        writer.stop();
        return writer;
    }

    private void thaw(ChildJvm writer) throws IOException {
        Files.createFile(goOn());
        writer.resume();
    }

    private Path goOn() {
        return files.resolve("go-on");
    }

    private void assertDenseWithTheCommandOnce(EventStore store, int length) {
        List<SequencedEvent> log = readAll(store, held);
        assertThat(log.stream().map(SequencedEvent::sequenceNumber))
                .isEqualTo(LongStream.rangeClosed(1, length).boxed().toList());
        assertThat(log.stream().map(row -> row.event().eventId())).doesNotHaveDuplicates();
        List<SequencedEvent> ofCommand = log.stream()
                .filter(row -> command.equals(row.event().commandId()))
                .toList();
        assertThat(ofCommand.stream().map(row -> row.event().eventId()))
                .isEqualTo(HoldingWriter.events(held, command).stream()
                        .map(each -> each.event().eventId())
                        .toList());
        assertThat(ofCommand.get(1).sequenceNumber()).isEqualTo(ofCommand.get(0).sequenceNumber() + 1);
    }

    private static NewEvent newEvent() {
        return NewEvent.builder()
                .entity("order", "o-1")
                .eventType("order.placed")
                .payload("{}")
                .build();
    }
}
