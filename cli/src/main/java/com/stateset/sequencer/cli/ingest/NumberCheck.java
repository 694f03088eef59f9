package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.ingest.Item.Outgoing;
import com.stateset.sequencer.cli.ingest.Item.Refused;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.ingest.IngestAnswer;
import com.stateset.sequencer.protocol.ingest.IngestResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Sees to it that events get the sequence numbers that their lines say. What a batch would get is looked at before it is sent, since
 * nothing that is in a stream can be taken out of it: events with numbers up to the head must be those that are there, and the others
 * must follow the head without a gap. What it got is compared when the answer is there, because others may write to the
 * stream as well. For one batch at a time, from one thread.
 */
final class NumberCheck {

    private final SequencerClient client;
    private final StreamId stream;
    private long head = -1;

    NumberCheck(Target target) {
        this.client = target.client();
        this.stream = target.stream();
    }

    /**
     * Returns if the events of a batch will get their numbers.
     *
     * @throws ImportStoppedException if not, or the server cannot be asked; nothing of the batch was sent
     */
    void before(Batch batch) throws ImportStoppedException {
        try {
            head = head < 0 ? client.head(stream) : head;
            requireThere(batch, requireInOrder(batch));
        } catch (TransportException e) {
            throw new ImportStoppedException("the numbers of " + batch.lines() + " cannot be checked: " + e.getMessage());
        }
    }

    /** Compares what a batch got. */
    void after(Batch batch, IngestAnswer answer) throws ImportStoppedException {
        head = answer.headSequence();
        Iterator<IngestResult> results = answer.results().iterator();
        for (Outgoing event : batch.outgoing()) {
            Long number = results.next().sequenceNumber();
            if (number == null) {
                throw stopped(event, "was rejected, so that those behind it would get other numbers; see the rejected rows");
            }
            if (!number.equals(event.number())) {
                throw stopped(event, "has number " + number + " in the stream, and not " + event.number());
            }
        }
    }

    /** Returns the events that must be in the stream already. */
    private List<Outgoing> requireInOrder(Batch batch) throws ImportStoppedException {
        List<Outgoing> known = new ArrayList<>();
        long next = head + 1;
        for (Item item : batch.items()) {
            if (item instanceof Refused refused) {
                throw stopped(
                        item,
                        "cannot be imported, so that those behind it would get other numbers: " + refused.message());
            }
            Outgoing event = (Outgoing) item;
            Long number = event.number();
            if (number == null) {
                throw stopped(item, "has no sequence_number");
            }
            if (number <= head) {
                known.add(event);
            } else if (number != next++) {
                throw stopped(item, "says number " + number + ", but the next one of the stream is " + (next - 1));
            }
        }
        return known;
    }

    private void requireThere(Batch batch, List<Outgoing> known) throws ImportStoppedException {
        Iterator<WireEvent> stored = List.<WireEvent>of().iterator();
        for (Outgoing event : known) {
            long number = Objects.requireNonNull(event.number(), "number");
            if (!stored.hasNext()) {
                stored = client.events(stream, number, batch.items().size(), false).events().iterator();
            }
            UUID there = stored.hasNext() ? stored.next().envelope().eventId() : null;
            if (!event.eventId().equals(there)) {
                throw stopped(event, "says number " + number + ", under which the stream has the event " + there);
            }
        }
    }

    private static ImportStoppedException stopped(Item item, String why) {
        return new ImportStoppedException("line " + item.source().line() + " " + why, false);
    }
}
