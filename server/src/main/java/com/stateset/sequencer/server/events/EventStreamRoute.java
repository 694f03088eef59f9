package com.stateset.sequencer.server.events;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.ServerSentEvent;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Authenticator;
import com.stateset.sequencer.server.http.Errors;
import com.stateset.sequencer.server.http.Query;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a stream as server-sent events: {@code GET /api/v1/events/stream?tenant_id&store_id&from&receipts}. The id of an event is
 * its sequence number, so that a client that comes back with {@code Last-Event-ID} misses nothing; its data is what
 * {@code GET /events} gives, on one line.
 *
 * <p>Each stream has a thread of its own, which waits for its client: what the client does not take stays in the store.
 */
public final class EventStreamRoute implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamRoute.class);

    private static final String PATH = "/api/v1/events/stream";
    private static final int MAX_STREAMS = 256;

    /** How long an event that is being written may take once all is to end. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private static final Pattern SEQUENCE_NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Sequencer sequencer;
    private final Authenticator authenticator;
    private final Semaphore places = new Semaphore(MAX_STREAMS);
    private final Set<EventStreamWriter> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(EventStreamRoute::daemon);
    private volatile boolean stopping;

    public EventStreamRoute(Sequencer sequencer, Authenticator authenticator) {
        this.sequencer = sequencer;
        this.authenticator = authenticator;
    }

    /** To be called before the route of single events is registered, whose path would match, too. */
    public void register(RoutesConfig routes) {
        routes.get(PATH, this::answer);
    }

    /**
     * Ends the streams, and begins no other; those whose clients do not read are broken off after a second. They are calls under
     * way: to be done before those are waited for.
     */
    @Override
    public void close() {
        stopping = true;
        open.forEach(EventStreamWriter::stop);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Context call) {
        authenticator.check(call);
        Query query = Query.of(call);
        Publisher<SequencedEvent> events = sequencer.subscribe(query.stream(), from(call, query));
        EventStreamWriter writer = new EventStreamWriter(EventRoutes.form(sequencer, query));
        if (stopping) {
            throw new ApiException(Errors.STOPPING);
        }
        if (!places.tryAcquire()) {
            throw new ApiException(Errors.BUSY);
        }
        call.status(200).contentType(ServerSentEvent.CONTENT_TYPE).header("X-Accel-Buffering", "no");
        call.future(() -> writing(call, events, writer));
    }

    /** Without a thread for it there is no stream, and its place is free again. */
    private CompletableFuture<Void> writing(Context call, Publisher<SequencedEvent> events, EventStreamWriter writer) {
        try {
            return CompletableFuture.runAsync(() -> write(call, events, writer), threads);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            places.release();
            LOG.warn("There is no thread for an event stream: {}", e.getMessage());
            throw new ApiException(stopping ? Errors.STOPPING : Errors.BUSY);
        }
    }

    /** A client that has been here before goes on where it was, whatever its address says. */
    private static long from(Context call, Query query) {
        long from = query.from();
        String lastEvent = call.header(ServerSentEvent.LAST_EVENT_ID);
        if (lastEvent == null || lastEvent.isBlank()) {
            return from;
        }
        if (!SEQUENCE_NUMBER.matcher(lastEvent.strip()).matches()) {
            throw new ApiException(
                    ApiError.badRequest("The header Last-Event-ID must be the sequence number of an event."));
        }
        return Long.parseLong(lastEvent.strip()) + 1;
    }

    private void write(Context call, Publisher<SequencedEvent> events, EventStreamWriter writer) {
        open.add(writer);
        try {
            if (!stopping) {
                events.subscribe(writer);
                writer.writeTo(call.res().getOutputStream());
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The client of an event stream is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(writer);
            places.release();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "event-stream");
        thread.setDaemon(true);
        return thread;
    }
}
