package com.stateset.sequencer.sync.http;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.sync.Subscription;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals when a stream may have grown, by its server-sent events ({@code GET /events/stream?heads=true}). Only that they come matters,
 * not what they say, so that a server of before may send the events themselves: the listener pulls, and verifies. A connection that
 * breaks or falls silent is made anew after a pause; a server that has no such route is asked again after minutes: it may be upgraded, or
 * only its gateway may have answered. The beginning and the end of a connection are signals, too: something may have come before the
 * one, and has to be looked for after the other.
 *
 * <p>One thread follows the stream; the scanner runs on the HTTP client's threads, and the listener on either.
 */
final class EventStreamWakeup implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamWakeup.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Retries RETRIES = Retries.endless(Duration.ofMillis(250), LONGEST_PAUSE);
    private static final Duration PAUSE_WITHOUT_ROUTE = Duration.ofMinutes(10);

    /** Three times as long as a server lets pass between two signs of life. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final String EVENT_STREAM = "text/event-stream";

    /** How servers without the route answer; to some, {@code stream} is the id of an event, and no valid one. */
    private static final Set<Integer> NO_SUCH_ROUTE = Set.of(OK, 400, 404, 405, 406, 501);

    private final SequencerClient client;
    private final StreamId stream;
    private final Runnable listener;
    private final Duration pauseWithoutRoute;
    private final Thread thread;
    /** What scans the answer that is followed now. */
    private volatile @Nullable EventScanner following;

    private volatile boolean closed;

    private EventStreamWakeup(SequencerClient client, StreamId stream, Runnable listener, Duration pauseWithoutRoute) {
        this.client = client;
        this.stream = stream;
        this.listener = listener;
        this.pauseWithoutRoute = pauseWithoutRoute;
        this.thread = new Thread(this::run, "event-stream-wakeup");
    }

    /** Watches, on a thread of its own, until the subscription is closed. */
    static Subscription start(SequencerClient client, StreamId stream, Runnable listener) {
        return start(client, stream, listener, PAUSE_WITHOUT_ROUTE);
    }

    static EventStreamWakeup start(
            SequencerClient client, StreamId stream, Runnable listener, Duration pauseWithoutRoute) {
        EventStreamWakeup wakeup = new EventStreamWakeup(client, stream, listener, pauseWithoutRoute);
        wakeup.thread.setDaemon(true);
        wakeup.thread.start();
        return wakeup;
    }

    @Override
    public boolean isConnected() {
        EventScanner here = following;
        return here != null && here.hasHeard();
    }

    /** Ends it soon, without waiting for the end. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Waits until it has ended. */
    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    private void run() {
        while (!closed) {
            try {
                RETRIES.call(this::follow, failure -> !closed, this::failed);
            } catch (RuntimeException e) {
                LOG.debug("Following stream {} ends", stream, e);
                return;
            }
        }
    }

    private void failed(RuntimeException failure, Duration pause) {
        LOG.debug("Following stream {} failed; trying again in {}", stream, pause, failure);
    }

    /** Follows the stream until the connection ends. That counts as a success, after which pauses begin anew, if it lasted. */
    private boolean follow() {
        long start = System.nanoTime();
        try {
            followOnce();
        } catch (TransportException.Refused e) {
            throw NO_SUCH_ROUTE.contains(e.status()) ? withoutRoute() : e;
        }
        if (System.nanoTime() - start < LONGEST_PAUSE.toNanos()) {
            throw new TransportException.Unreachable("the event stream ended at once", false, null);
        }
        return true;
    }

    private void followOnce() {
        long head = client.head(stream);
        EventScanner scanner = new EventScanner(this::signal);
        following = scanner;
        CompletableFuture<HttpResponse<Boolean>> answer = client.followHeads(stream, head + 1, into(scanner));
        try {
            requireEventStream(awaitEnd(answer, scanner));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException.Unreachable("interrupted while following the event stream", false, e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The connection to stream {} ended", stream, e);
        } finally {
            answer.cancel(true);
            following = null;
            if (scanner.hasHeard()) {
                signal();
            }
        }
    }

    /** What came between the listener's last look and this connection is news, too. */
    private BodyHandler<Boolean> into(EventScanner scanner) {
        return head -> {
            if (!isEventStream(head)) {
                return BodySubscribers.replacing(false);
            }
            signal();
            return BodySubscribers.fromSubscriber(scanner, ended -> true);
        };
    }

    private static HttpResponse<Boolean> awaitEnd(CompletableFuture<HttpResponse<Boolean>> answer, EventScanner scanner)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long left = scanner.heardAt() + LONGEST_SILENCE.toNanos() - System.nanoTime();
            try {
                return answer.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() - scanner.heardAt() >= LONGEST_SILENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private void requireEventStream(HttpResponse<Boolean> answer) {
        if (!answer.body() && NO_SUCH_ROUTE.contains(answer.statusCode())) {
            throw withoutRoute();
        }
    }

    private TransportException withoutRoute() {
        return new TransportException.Throttled("the server has no event stream", pauseWithoutRoute, false);
    }

    private static boolean isEventStream(ResponseInfo head) {
        return head.statusCode() == OK
                && head.headers().firstValue("Content-Type").orElse("").startsWith(EVENT_STREAM);
    }

    private void signal() {
        if (!closed) {
            listener.run();
        }
    }
}
