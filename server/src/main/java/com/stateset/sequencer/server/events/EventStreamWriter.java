package com.stateset.sequencer.server.events;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.ServerSentEvent;
import com.stateset.sequencer.protocol.WireEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes one client's events, with a comment now and then, so that both ends see whether the other is still there. */
final class EventStreamWriter implements Subscriber<SequencedEvent> {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int WINDOW = 32;
    private static final Entry END_OF_STREAM = new Entry(null);

    private final Function<SequencedEvent, WireEvent> form;
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    /** No more than the window, and the end. */
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();

    EventStreamWriter(Function<SequencedEvent, WireEvent> form) {
        this.form = form;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
        given.request(WINDOW);
    }

    @Override
    public void onNext(SequencedEvent event) {
        waiting.add(new Entry(event));
    }

    @Override
    public void onError(Throwable cause) {
        stop();
    }

    @Override
    public void onComplete() {
        stop();
    }

    /** Ends the stream after the event that is being written; a client that comes back gets the others. */
    void stop() {
        waiting.clear();
        waiting.add(END_OF_STREAM);
    }

    /** Writes until {@link #stop}, or until the client is gone. To be called after subscribing. */
    void writeTo(OutputStream out) throws IOException, InterruptedException {
        try {
            ServerSentEvent.writeHeartbeat(out);
            out.flush();
            int written = 0;
            SequencedEvent event = next(out);
            while (event != null) {
                write(out, event);
                written++;
                if (written % (WINDOW / 2) == 0) {
                    subscription.join().request(WINDOW / 2);
                }
                event = next(out);
            }
        } finally {
            subscription.join().cancel();
        }
    }

    /** Returns the next event, or null at the end. What was written is sent before anyone waits. */
    private @Nullable SequencedEvent next(OutputStream out) throws IOException, InterruptedException {
        Entry next = waiting.poll();
        if (next == null) {
            out.flush();
            next = waiting.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
        while (next == null) {
            ServerSentEvent.writeHeartbeat(out);
            out.flush();
            next = waiting.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
        return next.event;
    }

    private void write(OutputStream out, SequencedEvent event) throws IOException {
        new ServerSentEvent(form(out, event)).writeTo(out);
    }

    /** An event that no receipt is given of ends the stream, but not before those that stand before it are sent. */
    private WireEvent form(OutputStream out, SequencedEvent event) throws IOException {
        try {
            return form.apply(event);
        } catch (SequencerException e) {
            out.flush();
            throw e;
        }
    }

    /** An event to be written, or the end. */
    private record Entry(@Nullable SequencedEvent event) {}
}
