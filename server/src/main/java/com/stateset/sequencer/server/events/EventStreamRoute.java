package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.ServerSentEvent;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Authenticator;
import com.stateset.sequencer.server.http.CallPlace;
import com.stateset.sequencer.server.http.Connections;
import com.stateset.sequencer.server.http.Errors;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.limits.FairPermits;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a stream as server-sent events: {@code GET /api/v1/events/stream?tenant_id&store_id&from&heads&receipts&format}. The id of an event is
 * its sequence number, so that a client that comes back with {@code Last-Event-ID} misses nothing; its data is what
 * {@code GET /events} gives, on one line. With {@code format=cloudevents} it is a CloudEvent; {@code Accept} does not say so, as it names the
 * stream's own media type, and pages in a browser cannot set it.
 *
 * <p>With {@code heads=true} only numbers are sent: how far the stream has come, first what it has, if that is {@code from} or more. A
 * message says what is true when it is written, so that a client that reads slowly gets few of them.
 *
 * <p>Each stream has the thread of its call, which waits for its client. What the client does not take stays in the store: in memory
 * there are up to 256 KiB of a stream, or one event, and of all streams together no more than an eighth of the heap. Of the places and of
 * this memory, one tenant has three quarters at most. Where memory is short,
 * a stream whose client has not read for a second is closed in favour of those who wait. See {@link EventStreamWriter} for clients that
 * do not keep up.
 */
public final class EventStreamRoute implements AutoCloseable {

    /** The most streams at a time; each has a thread. */
    public static final int MAX_STREAMS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamRoute.class);

    /** Where it is. */
    public static final String PATH = "/api/v1/events/stream";

    /** How long an event that is being written may take once all is to end. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    /** How long a client may keep memory that others wait for. */
    private static final Duration UNREAD = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Pattern SEQUENCE_NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Sequencer sequencer;
    private final Authenticator authenticator;
    private final Duration clientTimeout;
    private final FairPermits places = new FairPermits(MAX_STREAMS);
    private final FairPermits memory = StreamMemory.ofHeap();
    /** Those that are open, each with its caller. */
    private final Map<EventStreamWriter, Object> open = new ConcurrentHashMap<>();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(EventStreamRoute::daemon);
    private volatile boolean stopping;

    /**
     * Makes the route.
     *
     * @param clientTimeout how long a client may let the server wait
     */
    public EventStreamRoute(Sequencer sequencer, Authenticator authenticator, Duration clientTimeout) {
        this.sequencer = sequencer;
        this.authenticator = authenticator;
        this.clientTimeout = clientTimeout;
    }

    /** To be called before the route of single events is registered, whose path would match, too. */
    public void register(RoutesConfig routes) {
        routes.get(PATH, this::answer);
        long pause = Math.min(clientTimeout.toMillis() / 4 + 1, LONGEST_PAUSE.toMillis());
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(this::check, pause, pause, TimeUnit.MILLISECONDS);
    }

    /**
     * Ends the streams, and begins no other; those whose clients do not read are broken off after a second. They are calls under
     * way: to be done before those are waited for.
     */
    @Override
    public void close() {
        stopping = true;
        clock.shutdownNow();
        open.keySet().forEach(EventStreamWriter::stop);
        try {
            boolean unused = places.awaitAll(LAST_WRITE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.keySet().forEach(EventStreamWriter::cut);
    }

    /** How many clients follow a stream now. */
    public int clients() {
        return open.size();
    }

    private void answer(Context call) {
        try (CallPlace place = new CallPlace(places, authenticator.expected(call))) {
            authenticator.check(call);
            Object caller = Principal.shareOwner(call);
            place.passTo(caller);
            answer(call, caller);
        }
    }

    private void answer(Context call, Object caller) {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        long from = from(call, query);
        EventStreamWriter writer = new EventStreamWriter(
                stream::subscribe,
                query.heads() ? Math.max(from, stream.head()) : from,
                form(stream, query),
                StreamMemory.of(memory, caller),
                sequencer::erasures,
                clientTimeout,
                Connections.of(call.res()));
        if (stopping) {
            throw new ApiException(Errors.STOPPING);
        }
        call.status(200).contentType(ServerSentEvent.CONTENT_TYPE).header("X-Accel-Buffering", "no");
        write(call, caller, writer);
    }

    private Function<SequencedEvent, ServerSentEvent> form(EventStream stream, Query query) {
        EventFormat format = EventFormat.ofStream(sequencer, query);
        return query.heads()
                ? event -> ServerSentEvent.head(Math.max(event.sequenceNumber(), stream.head()))
                : event -> new ServerSentEvent(event.sequenceNumber(), format.of(event));
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

    private void write(Context call, Object caller, EventStreamWriter writer) {
        open.put(writer, caller);
        try {
            if (!stopping) {
                writer.writeTo(call.res().getOutputStream(), this::shed);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The client of an event stream is gone", e);
            Connections.abort(call.req(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(writer);
        }
    }

    private void check() {
        open.keySet().forEach(EventStreamWriter::check);
    }

    /** Closes the stream whose client has read nothing for the longest time, if that is long and somebody waits for what it holds. */
    private void shed() {
        open.entrySet().stream()
                .filter(each -> memory.isInTheWay(each.getValue()))
                .map(Map.Entry::getKey)
                .filter(writer -> writer.blockedNanos() > UNREAD.toNanos())
                .max(Comparator.comparingLong(EventStreamWriter::blockedNanos))
                .ifPresent(EventStreamWriter::cut);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "event-stream-clock");
        thread.setDaemon(true);
        return thread;
    }
}
