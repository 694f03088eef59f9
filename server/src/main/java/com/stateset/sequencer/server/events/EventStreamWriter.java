package com.stateset.sequencer.server.events;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.ServerSentEvent;
import com.stateset.sequencer.protocol.WireError;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.Errors;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one client's events, or how far the stream has come, with a comment now and then, so that both ends see whether the other is
 * still there.
 *
 * <p>{@link #writeTo} belongs to the call's thread, the only one that touches the response, and it returns before the call ends. Other
 * threads only leave word ({@link #stop}, {@link #check}) or close the connection under it ({@link #cut}), which is safe as long as it
 * is the call's: {@code ended} is set under the lock before {@code writeTo} returns.
 *
 * <h2>Clients that do not keep up</h2>
 * Each event has to be taken within the client's time and the time that its size takes at {@value #LEAST_RATE} bytes a second. When that
 * is over, what waits in memory for the client is dropped, and its stream ends after the event: with an event of the type {@code end}
 * that says why. If it does not take even the rest of the event within the client's time, the connection is closed; a client that parses
 * by the standard drops an event that is not whole. Either way it goes on with {@code Last-Event-ID}, and misses nothing.
 *
 * <h2>Events that cannot be sent</h2>
 * One that is not as it was sequenced, if receipts are asked for, or that cannot be read, ends the stream with an event of the type
 * {@code end} that has the error which a call for that event is answered with.
 */
final class EventStreamWriter {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration SHORTAGE = Duration.ofMillis(500);
    private static final long LEAST_RATE = 64 << 10;
    private static final long NANOS = 1_000_000_000L;
    private static final int END = -1;
    private static final int ANEW = 0;

    private static final WireError TOO_SLOW = WireError.of(
            "too_slow",
            "This client does not take its events as fast as they have to be sent. It can go on with the header Last-Event-ID.",
            Map.of());

    private final LongFunction<Publisher<SequencedEvent>> events;
    private final Function<SequencedEvent, ServerSentEvent> form;
    private final StreamMemory memory;
    private final LongSupplier erasures;
    private final long clientNanos;
    private final AutoCloseable connection;
    private final ReentrantLock lock = new ReentrantLock();

    /** The following are guarded by the lock, except that only the call's thread changes {@code next}. */
    private @Nullable EventWindow window;

    private long next;
    private boolean writing;
    private long begun;
    private long deadline;
    private boolean slow;
    private boolean stopped;
    private boolean ended;

    /**
     * Makes a writer.
     *
     * @param events publishes the stream from a sequence number on
     * @param from the first sequence number
     * @param form makes the message that is written when an event has come; those up to the message's number need no other
     * @param erasures how many erasures are known of: with another one, what waits in memory is read anew
     * @param clientTimeout how long the client may let the server wait
     * @param connection to the client
     */
    EventStreamWriter(
            LongFunction<Publisher<SequencedEvent>> events,
            long from,
            Function<SequencedEvent, ServerSentEvent> form,
            StreamMemory memory,
            LongSupplier erasures,
            Duration clientTimeout,
            AutoCloseable connection) {
        this.events = events;
        this.next = from;
        this.form = form;
        this.memory = memory;
        this.erasures = erasures;
        this.clientNanos = clientTimeout.toNanos();
        this.connection = connection;
    }

    /** Ends the stream after the event that is being written; a client that comes back gets the others. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            endWindow();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream if the client has taken too long. */
    void check() {
        lock.lock();
        try {
            long late = System.nanoTime() - deadline;
            if (!writing || late < 0) {
                return;
            }
            slow = true;
            endWindow();
            if (late > clientNanos) {
                cut();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long the client has let the server wait; 0 if it does not. */
    long blockedNanos() {
        lock.lock();
        try {
            return writing ? System.nanoTime() - begun : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the connection if the call has not ended. */
    void cut() {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                stopped = true;
                connection.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a connection is closed without exceptions", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes until {@link #stop}, or until the client is gone or too slow.
     *
     * @param shortage called now and then while there is no memory for the client's next event
     */
    void writeTo(OutputStream out, Runnable shortage) throws IOException, InterruptedException {
        try {
            heartbeat(out);
            int prepaid = 0;
            while (prepaid != END) {
                int missed = writeWindow(out, prepaid);
                prepaid = missed > 0 ? await(missed, out, shortage) : missed;
            }
            if (isSlow()) {
                writeEnd(out, TOO_SLOW);
            }
        } catch (SequencerException e) {
            writeEnd(out, wire(Errors.ofEventStream(e)));
        } finally {
            markEnded();
        }
    }

    private void writeEnd(OutputStream out, WireError reason) throws IOException {
        timed(0, () -> {
            ServerSentEvent.writeEnd(out, reason);
            out.flush();
        });
    }

    private static WireError wire(ApiError error) {
        return WireError.of(error.code(), error.message(), error.details());
    }

    /**
     * Writes what one window gets. Returns what the first event costs that did not fit into it, or the end; nothing if an entity was erased,
     * perhaps one of which something waits: that is left out, and read anew; and nothing if the client has been told of that first event.
     */
    private int writeWindow(OutputStream out, int prepaid) throws IOException, InterruptedException {
        long before = erasures.getAsLong();
        EventWindow here = new EventWindow(memory, prepaid);
        try {
            enter(here);
            events.apply(next).subscribe(here);
            SequencedEvent event = next(here, out);
            while (event != null) {
                if (erasures.getAsLong() != before) {
                    return ANEW;
                }
                if (event.sequenceNumber() >= next) {
                    next = write(out, event) + 1;
                }
                here.written(event);
                event = next(here, out);
            }
            if (here.failure() instanceof SequencerException failure) {
                throw failure;
            }
            return here.state() == EventWindow.State.FULL ? here.missed(next) : END;
        } finally {
            here.close();
        }
    }

    /** Returns the next event, or null at the window's end. What was written is sent before anyone waits. */
    private @Nullable SequencedEvent next(EventWindow here, OutputStream out) throws IOException, InterruptedException {
        SequencedEvent event = here.next(Duration.ZERO);
        if (event == null) {
            timed(0, out::flush);
            event = here.next(HEARTBEAT);
        }
        while (event == null && here.state() == EventWindow.State.OPEN) {
            heartbeat(out);
            event = here.next(HEARTBEAT);
        }
        return event;
    }

    /** Takes the memory for the next event as soon as there is some; returns the end if the stream is stopped before. */
    private int await(int cost, OutputStream out, Runnable shortage) throws IOException, InterruptedException {
        timed(0, out::flush);
        for (int waits = 1; !isStopped(); waits++) {
            if (memory.take(cost, SHORTAGE, shortage)) {
                return cost;
            }
            if (SHORTAGE.multipliedBy(waits).toMillis() % HEARTBEAT.toMillis() == 0) {
                heartbeat(out);
            }
        }
        return END;
    }

    private long write(OutputStream out, SequencedEvent event) throws IOException {
        ServerSentEvent told = form.apply(event);
        timed(StreamMemory.bytes(event) / 2, () -> told.writeTo(out));
        return told.sequenceNumber();
    }

    private void heartbeat(OutputStream out) throws IOException {
        timed(0, () -> {
            ServerSentEvent.writeHeartbeat(out);
            out.flush();
        });
    }

    private void timed(long bytes, Writing task) throws IOException {
        mark(true, clientNanos + bytes * NANOS / LEAST_RATE);
        try {
            task.run();
        } finally {
            mark(false, 0);
        }
    }

    private void mark(boolean isWriting, long nanos) {
        lock.lock();
        try {
            writing = isWriting;
            begun = System.nanoTime();
            deadline = begun + nanos;
        } finally {
            lock.unlock();
        }
    }

    private void markEnded() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    private void enter(EventWindow here) {
        lock.lock();
        try {
            window = here;
            if (stopped || slow) {
                here.end();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isSlow() {
        lock.lock();
        try {
            return slow;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped || slow;
        } finally {
            lock.unlock();
        }
    }

    private void endWindow() {
        if (window != null) {
            window.end();
        }
    }

    /** Something that waits for the client. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
