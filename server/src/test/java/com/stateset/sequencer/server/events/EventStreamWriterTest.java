package com.stateset.sequencer.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.ServerSentEvent;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.server.limits.FairPermits;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventStreamWriterTest {

    private static final EntityRef ADA = new EntityRef("customer", "ada");

    @Test
    void what_waits_for_a_client_is_read_anew_after_an_erasure() throws Exception {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            assertThat(stream.append(events(20)).accepted()).isEqualTo(20);
            Client client = new Client(stream);
            EventStreamWriter writer = new EventStreamWriter(
                    from -> published(stream, from),
                    1,
                    event -> new ServerSentEvent(event.sequenceNumber(), WireEvent.of(event, null)),
                    StreamMemory.of(StreamMemory.ofHeap(), "client"),
                    sequencer::erasures,
                    Duration.ofSeconds(30),
                    () -> {});
            client.writer = writer;

            writer.writeTo(client, () -> {});

            List<String> sent = client.text()
                    .lines()
                    .filter(line -> line.startsWith("data"))
                    .toList();
            assertThat(sent).hasSize(21);
            assertThat(sent.subList(0, 2)).allMatch(each -> each.contains("said by Ada"));
            assertThat(sent.subList(2, 20)).allMatch(each -> each.contains("\"payload\":null"));
        }
    }

    @Test
    void a_slow_client_hears_of_the_newest_head_alone() throws Exception {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            stream.append(events(1));
            List<String> told = new ArrayList<>();
            EventStreamWriter[] writer = new EventStreamWriter[1];
            writer[0] = new EventStreamWriter(
                    stream::subscribe,
                    1,
                    event -> ServerSentEvent.head(stream.head()),
                    StreamMemory.of(StreamMemory.ofHeap(), "client"),
                    sequencer::erasures,
                    Duration.ofSeconds(30),
                    () -> {});
            OutputStream client = new ByteArrayOutputStream() {
                @Override
                public void flush() {
                    String text = toString(StandardCharsets.UTF_8);
                    reset();
                    text.lines().filter(line -> line.startsWith("id: ")).forEach(told::add);
                    if (told.size() == 1 && stream.head() == 1) {
                        // While it takes the first, the stream goes on.
                        IntStream.range(0, 100).forEach(i -> stream.append(events(1)));
                    } else if (told.size() > 1) {
                        writer[0].stop();
                    }
                }
            };

            writer[0].writeTo(client, () -> {});

            assertThat(told).containsExactly("id: 1", "id: 101");
        }
    }

    /** The second event's window is full at the fourth, which the notice for the second has told of already. */
    @Test
    void an_event_that_a_notice_has_told_of_takes_no_memory() throws Exception {
        try (Sequencer sequencer =
                Sequencer.builder().store(SqliteEventStore.inMemory()).build()) {
            EventStream stream = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
            stream.append(events(3));
            stream.append(NewEvent.builder()
                    .entity(ADA.type(), ADA.id())
                    .eventType("customer.changed")
                    .payload("{\"text\":\"" + "said by Ada ".repeat(30_000) + "\"}")
                    .build());
            FairPermits memory = StreamMemory.ofHeap();
            List<Integer> taken = new ArrayList<>();
            EventStreamWriter[] writer = new EventStreamWriter[1];
            LongFunction<Publisher<SequencedEvent>> events = from -> {
                taken.add(memory.taken());
                if (taken.size() == 2) {
                    assertThat(from).isEqualTo(5);
                    writer[0].stop();
                }
                return published(stream, from);
            };
            writer[0] = new EventStreamWriter(
                    events,
                    1,
                    event -> ServerSentEvent.head(event.sequenceNumber() == 1 ? 1 : 4),
                    StreamMemory.of(memory, "client"),
                    sequencer::erasures,
                    Duration.ofSeconds(30),
                    () -> {});

            writer[0].writeTo(new ByteArrayOutputStream(), () -> {});

            assertThat(taken).containsExactly(0, 0);
        }
    }

    /** Has the entity erased while its second event is written, and goes when it has got the record. */
    private static final class Client extends ByteArrayOutputStream {

        private final EventStream stream;
        private EventStreamWriter writer;

        private Client(EventStream stream) {
            this.stream = stream;
        }

        private String text() {
            return toString(StandardCharsets.UTF_8);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (text().contains("\"n\":1,") && !text().contains("\"n\":2,")) {
                stream.erase(ADA, "dpo", "why");
            }
            if (text().contains("ves.entity_erased")) {
                writer.stop();
            }
        }
    }

    /** What is there at the moment, handed out as it is asked for, on the thread that asks. */
    private static Publisher<SequencedEvent> published(EventStream stream, long from) {
        return subscriber -> {
            Iterator<SequencedEvent> events =
                    stream.read(ReadOptions.forwardsFrom(from)).events().iterator();
            subscriber.onSubscribe(new Handing(events, subscriber));
        };
    }

    private record Handing(Iterator<SequencedEvent> events, Subscriber<? super SequencedEvent> subscriber)
            implements Subscription {

        @Override
        public void request(long n) {
            for (long i = 0; i < n && events.hasNext(); i++) {
                subscriber.onNext(events.next());
            }
        }

        @Override
        public void cancel() {}
    }

    private static List<NewEvent> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NewEvent.builder()
                        .entity(ADA.type(), ADA.id())
                        .eventType("customer.changed")
                        .payload("{\"n\":" + i + ",\"text\":\"said by Ada\"}")
                        .build())
                .toList();
    }
}
