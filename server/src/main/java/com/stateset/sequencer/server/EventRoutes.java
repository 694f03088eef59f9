package com.stateset.sequencer.server;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.CommitmentStore;
import com.stateset.sequencer.spi.StoredCommitment;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Reads streams: events, entities, the head. */
final class EventRoutes {

    private final Sequencer sequencer;
    private final CommitmentStore commitments;

    EventRoutes(Sequencer sequencer, CommitmentStore commitments) {
        this.sequencer = sequencer;
        this.commitments = commitments;
    }

    void register(Api api) {
        api.get("/events", this::events);
        api.get("/events/{event_id}", this::event);
        api.get("/head", this::head);
        api.get("/entities/{entity_type}/{entity_id}", this::entity);
    }

    private void events(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        ReadOptions options = ReadOptions.forwardsFrom(query.from()).limit(query.limit());
        EventJson form = form(query);
        StreamPages pages = new StreamPages(stream, options);
        Json.answer(call, json -> {
            json.writeStartObject();
            form.writeAll(json, pages);
            json.writeNumberField("head_sequence", pages.head());
            json.writeEndObject();
        });
    }

    private void event(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        EventJson form = form(query);
        UUID eventId = PathParameter.uuid(call, "event_id");
        SequencedEvent event = stream.find(eventId)
                .orElseThrow(() -> new ApiException(ApiError.notFound("The stream has no event " + eventId + ".")));
        Json.answer(call, json -> form.write(json, event));
    }

    /** The commitment is read first, so that it never goes past the head, and as it is stored: it may lack its state roots. */
    private void head(Context call) throws IOException {
        StreamId stream = Query.of(call).stream();
        Optional<StoredCommitment> latest = commitments.last(stream);
        long head = sequencer.stream(stream).head();
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeNumberField("head_sequence", head);
            json.writeStringField(
                    "state_root",
                    latest.map(StoredCommitment::newStateRoot).map(Hash::toHex).orElse(null));
            json.writeFieldName("latest_commitment");
            if (latest.isPresent()) {
                CommitmentJson.write(json, latest.get());
            } else {
                json.writeNull();
            }
            json.writeEndObject();
        });
    }

    private void entity(Context call) throws IOException {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        EventJson form = form(query);
        EntityRef entity = entityOf(call);
        EntityPages pages = new EntityPages(stream, entity, query.from(), query.limit());
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("entity_type", entity.type());
            json.writeStringField("entity_id", entity.id());
            json.writeNumberField("version", pages.version());
            form.writeAll(json, pages);
            json.writeNumberField("total", pages.version());
            json.writeBooleanField("has_more", pages.hasMore());
            json.writeEndObject();
        });
    }

    private EventJson form(Query query) {
        return EventJson.of(sequencer.identity(), query.receipts());
    }

    private static EntityRef entityOf(Context call) {
        try {
            return new EntityRef(call.pathParam("entity_type"), call.pathParam("entity_id"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.badRequest("In the path, " + e.getMessage() + "."));
        }
    }
}
