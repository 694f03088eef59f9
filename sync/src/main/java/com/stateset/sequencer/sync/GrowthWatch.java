package com.stateset.sequencer.sync;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a stream may have grown, by its server-sent events ({@code GET /events/stream}). Only that they come matters, not what
 * they say: who is told pulls, and verifies. A connection that breaks or falls silent is made anew after a pause; a server that has
 * no such route is asked again after minutes: it may learn, or only its gateway may have spoken.
 */
final class GrowthWatch implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(GrowthWatch.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Cut by up to a half. */
    private static final Duration PAUSE_WITHOUT_ROUTE = Duration.ofMinutes(10);

    /** Several times as long as a server lets pass between two signs of life. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private static final int OK = 200;
    private static final String EVENT_STREAM = "text/event-stream";

    /** How servers without the route answer; to some, {@code stream} is the id of an event, and no valid one. */
    private static final Set<Integer> NO_SUCH_ROUTE = Set.of(400, 404, 405, 406, 501);

    private final HttpCalls calls;
    private final StreamId stream;
    private final Runnable listener;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SplittableRandom());
    private final Backoff withoutRoute;
    private final Thread thread;
    private volatile boolean closed;

    private GrowthWatch(HttpCalls calls, StreamId stream, Runnable listener, Duration pauseWithoutRoute) {
        this.calls = calls;
        this.stream = stream;
        this.listener = listener;
        this.withoutRoute = new Backoff(pauseWithoutRoute, pauseWithoutRoute, new SplittableRandom());
        this.thread = new Thread(this::run, "stream-growth");
    }

    /** Watches, on a thread of its own, until the subscription is closed. */
    static Subscription start(HttpCalls calls, StreamId stream, Runnable listener) {
        return start(calls, stream, listener, PAUSE_WITHOUT_ROUTE);
    }

    static GrowthWatch start(HttpCalls calls, StreamId stream, Runnable listener, Duration pauseWithoutRoute) {
        GrowthWatch watch = new GrowthWatch(calls, stream, listener, pauseWithoutRoute);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
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
        try {
            while (!closed) {
                Backoff pauses = followOnce() ? backoff : withoutRoute;
                TimeUnit.NANOSECONDS.sleep(pauses.next().toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows the stream until the connection ends; whether it makes sense to try again soon. */
    private boolean followOnce() throws InterruptedException {
        long start = System.nanoTime();
        try {
            return follow();
        } catch (TransportException.Refused e) {
            return !NO_SUCH_ROUTE.contains(e.status());
        } catch (TransportException | ExecutionException e) {
            LOG.debug("Following stream {} failed", stream, e);
            return true;
        } finally {
            // One that ends at once does not count as a success.
            if (System.nanoTime() - start > LONGEST_PAUSE.toNanos()) {
                backoff.reset();
            }
        }
    }

    private boolean follow() throws InterruptedException, ExecutionException {
        String query = "?tenant_id=" + stream.tenantId() + "&store_id=" + stream.storeId();
        long head = calls.get(
                "/head" + query, answer -> answer.member("head_sequence").number());
        EventScanner scanner = new EventScanner(this::signal);
        CompletableFuture<HttpResponse<Void>> answer =
                calls.open("/events/stream" + query + "&from=" + (head + 1), EVENT_STREAM, into(scanner));
        try {
            return isWorthwhile(awaitEnd(answer, scanner));
        } catch (TimeoutException e) {
            LOG.debug("Stream {} has fallen silent", stream);
            return true;
        } finally {
            answer.cancel(true);
        }
    }

    /** What came between the listener's last look and this connection is news, too. */
    private BodyHandler<Void> into(EventScanner scanner) {
        return head -> {
            if (!isEventStream(head.statusCode(), head.headers())) {
                return BodySubscribers.replacing(null);
            }
            signal();
            return BodySubscribers.fromSubscriber(scanner);
        };
    }

    private static HttpResponse<Void> awaitEnd(CompletableFuture<HttpResponse<Void>> answer, EventScanner scanner)
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

    private static boolean isWorthwhile(HttpResponse<Void> answer) {
        return answer.statusCode() == OK
                ? isEventStream(answer.statusCode(), answer.headers())
                : !NO_SUCH_ROUTE.contains(answer.statusCode());
    }

    private static boolean isEventStream(int status, HttpHeaders headers) {
        return status == OK && headers.firstValue("Content-Type").orElse("").startsWith(EVENT_STREAM);
    }

    private void signal() {
        if (!closed) {
            listener.run();
        }
    }
}
