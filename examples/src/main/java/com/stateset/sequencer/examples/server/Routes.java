package com.stateset.sequencer.examples.server;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.IngestBatch;
import com.stateset.sequencer.IngestReceipt;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** What the server answers: PROTOCOL section 5, one method per call. */
final class Routes {

    /** What Jetty puts for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    private static final String INGEST = "/api/v1/events/ingest";

    private final Sequencer sequencer;
    private final Authenticator authenticator;
    private final Readiness readiness;
    private final Limits limits;
    private final RequestBody bodies;
    private final Semaphore calls;

    /**
     * Makes the routes.
     *
     * @param maxCalls the most calls that may use the store at a time; fewer than there are threads, so that health checks are
     *     answered whatever the store does
     */
    Routes(Sequencer sequencer, Authenticator authenticator, Readiness readiness, Limits limits, int maxCalls) {
        this.sequencer = sequencer;
        this.authenticator = authenticator;
        this.readiness = readiness;
        this.limits = limits;
        this.bodies = new RequestBody(limits.bodyBytes());
        this.calls = new Semaphore(maxCalls);
    }

    void register(RoutesConfig routes) {
        routes.before(Routes::prepare);
        routes.before(INGEST, Routes::requirePost);
        get(routes, "/health", this::health);
        get(routes, "/ready", this::ready);
        routes.post(INGEST, api(this::ingest));
        get(routes, "/api/v1/events", api(this::events));
        get(routes, "/api/v1/events/{event_id}", api(this::event));
        get(routes, "/api/v1/head", api(this::head));
        get(routes, "/api/v1/entities/{entity_type}/{entity_id}", api(this::entity));
    }

    /** {@code HEAD} runs what {@code GET} does; Jetty drops the body. */
    private static void get(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.addEndpoint(Endpoint.create(HandlerType.HEAD, path).handler(handler));
    }

    private Handler api(Handler handler) {
        return call -> {
            authenticator.check(call);
            if (!calls.tryAcquire()) {
                throw new ApiException(Errors.BUSY);
            }
            try {
                handler.handle(call);
            } finally {
                calls.release();
            }
        };
    }

    /** The router decodes each part of the path once, but takes what is not well encoded for something else. */
    private static void prepare(Context call) {
        call.header("Cache-Control", "no-store");
        if (call.path().indexOf(REPLACEMENT) >= 0
                || PercentEncoding.decode(call.path()).isEmpty()) {
            throw new ApiException(ApiError.badRequest("The path is not well percent-encoded UTF-8."));
        }
    }

    /** Without this, {@code GET} would look for an event with the id "ingest". */
    private static void requirePost(Context call) {
        if (!call.method().equals(HandlerType.POST)) {
            Errors.methodNotAllowed(call, "POST");
            call.skipRemainingHandlers();
        }
    }

    private void ingest(Context call) throws IOException {
        IngestBatch batch = bodies.read(call, body -> IngestRequestReader.read(body, limits.batchEvents()));
        IngestReceipt receipt = sequencer.ingest(batch);
        Json.answer(call, json -> ReceiptJson.write(json, UUID.randomUUID(), receipt));
    }

    private void events(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        ReadOptions options = ReadOptions.forwardsFrom(query.from()).limit(query.limit());
        query.checkReceipts();
        EventPage page = stream.read(options);
        Json.answer(call, json -> {
            json.writeStartObject();
            EventJson.writeAll(json, page.events());
            json.writeNumberField("count", page.events().size());
            json.writeNumberField("head_sequence", page.head());
            json.writeEndObject();
        });
    }

    private void event(Context call) throws IOException {
        EventStream stream = sequencer.stream(Query.of(call).stream());
        UUID eventId = UuidText.parse(call.pathParam("event_id"))
                .orElseThrow(() ->
                        new ApiException(ApiError.badRequest("The event_id in the path " + UuidText.PROBLEM + ".")));
        SequencedEvent event = stream.find(eventId)
                .orElseThrow(() -> new ApiException(ApiError.notFound("The stream has no event " + eventId + ".")));
        Json.answer(call, json -> EventJson.write(json, event));
    }

    private void head(Context call) throws IOException {
        long head = sequencer.stream(Query.of(call).stream()).head();
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeNumberField("head_sequence", head);
            json.writeNullField("state_root");
            json.writeNullField("latest_commitment");
            json.writeEndObject();
        });
    }

    private void entity(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        EntityHistory history = stream.entityHistory(entityOf(call), query.from(), query.limit());
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("entity_type", history.entity().type());
            json.writeStringField("entity_id", history.entity().id());
            json.writeNumberField("version", history.version());
            EventJson.writeAll(json, history.events());
            json.writeNumberField("count", history.events().size());
            json.writeNumberField("total", history.version());
            json.writeBooleanField("has_more", history.hasMore());
            json.writeEndObject();
        });
    }

    private static EntityRef entityOf(Context call) {
        try {
            return new EntityRef(call.pathParam("entity_type"), call.pathParam("entity_id"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.badRequest("In the path, " + e.getMessage() + "."));
        }
    }

    private void health(Context call) throws IOException {
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("status", "healthy");
            json.writeStringField("service", "stateset-sequencer");
            json.writeStringField("version", Version.TEXT);
            json.writeEndObject();
        });
    }

    private void ready(Context call) throws IOException {
        if (!readiness.isReady()) {
            throw new ApiException(Errors.NO_STORE);
        }
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("status", "ready");
            json.writeStringField("database", "connected");
            json.writeEndObject();
        });
    }
}
