package com.stateset.sequencer.server.events;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.server.http.Accepted;
import com.stateset.sequencer.server.http.Query;
import io.javalin.http.Context;
import java.util.AbstractList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a call wants its events: as the protocol has them or as CloudEvents, with receipts or without.
 *
 * @param isCloudEvents whether as CloudEvents
 * @param hasReceipts whether with receipts
 * @param signer who signs them
 */
record EventFormat(boolean isCloudEvents, boolean hasReceipts, SequencerIdentity signer) {

    /**
     * The form that a call asks for by {@code format} or, if it has none, by {@code Accept}.
     *
     * @param mediaType what CloudEvents are sent as
     */
    static EventFormat of(Sequencer sequencer, Context call, Query query, String mediaType) {
        boolean accepted = Accepted.prefers(call, mediaType);
        return new EventFormat(query.cloudEvents().orElse(accepted), query.receipts(), sequencer.identity());
    }

    /** The form that an event stream is asked for in, by {@code format} alone. */
    static EventFormat ofStream(Sequencer sequencer, Query query) {
        return new EventFormat(query.cloudEvents().orElse(false), query.receipts(), sequencer.identity());
    }

    /** The protocol's own form. */
    static EventFormat ofProtocol(Sequencer sequencer, Query query) {
        return new EventFormat(false, query.receipts(), sequencer.identity());
    }

    Object of(SequencedEvent event) {
        Receipt receipt = hasReceipts ? signer.receipt(event) : null;
        return isCloudEvents ? CloudEvent.of(event, receipt) : WireEvent.of(event, receipt);
    }

    /** The events of a page, in the protocol's own form. */
    List<WireEvent> wireEvents(StreamId stream, List<SequencedEvent> events) {
        return forms(stream, events, WireEvent::of);
    }

    /** The events of a page, as CloudEvents. */
    List<CloudEvent> cloudEvents(StreamId stream, List<SequencedEvent> events) {
        return forms(stream, events, CloudEvent::of);
    }

    /** Each is made when it is written, so that there is one of them at a time. Receipts are checked and signed together, before. */
    private <T> List<T> forms(
            StreamId stream, List<SequencedEvent> events, BiFunction<SequencedEvent, @Nullable Receipt, T> form) {
        if (!hasReceipts) {
            return new Formed<>(events.size(), i -> form.apply(events.get(i), null));
        }
        List<Receipt> receipts = signer.receipts(stream, events);
        return new Formed<>(receipts.size(), i -> form.apply(events.get(i), receipts.get(i)));
    }

    private static final class Formed<T> extends AbstractList<T> {

        private final int size;
        private final IntFunction<T> form;

        private Formed(int size, IntFunction<T> form) {
            this.size = size;
            this.form = form;
        }

        @Override
        public T get(int index) {
            return form.apply(index);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
