package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEntityPage;
import com.stateset.sequencer.protocol.WireHead;
import com.stateset.sequencer.protocol.WireStreamPage;
import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import com.stateset.sequencer.server.commitments.CommitmentForms;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.EventQuery;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.spi.StreamHead;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Reads streams: events, entities, the head. */
public final class EventRoutes {

    private final Sequencer sequencer;
    private final Pages pages;
    private final ReachedStreams reached;

    public EventRoutes(Sequencer sequencer, Pages pages) {
        this.sequencer = sequencer;
        this.pages = pages;
        this.reached = new ReachedStreams(sequencer);
    }

    public void register(Api api) {
        api.get("/events", this::events);
        api.get("/events/{event_id}", this::event);
        api.get("/head", this::head);
        api.get("/streams", this::streams);
        api.get("/entities/{entity_type}/{entity_id}", this::entity);
    }

    /**
     * A page ends at the limit, or where the store ends it, because the events are large or because enough were looked at that a filter
     * does not want: then {@code has_more} says so. What the caller holds is left out of it, and changes nothing else.
     */
    private void events(Context call) {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        ReadOptions options = EventQuery.of(query);
        HeldNumbers held = query.held();
        EventFormat form = EventFormat.of(sequencer, call, query, CloudEvent.BATCH_MEDIA_TYPE);
        pages.answer(call, options.limit(), () -> {
            EventPage page = without(held, stream.read(options));
            PagePosition position = PagePosition.of(page, options);
            if (form.isCloudEvents()) {
                return new Pages.ReadPage(CloudEvent.BATCH_MEDIA_TYPE, page.events(), () -> {
                    position.tell(call);
                    return form.cloudEvents(query.stream(), page.events());
                });
            }
            return new Pages.ReadPage(
                    page.events(), () -> position.page(form.wireEvents(query.stream(), page.events())));
        });
    }

    private static EventPage without(HeldNumbers held, EventPage page) {
        List<SequencedEvent> others = page.events().stream()
                .filter(event -> !held.contains(event.sequenceNumber()))
                .toList();
        return new EventPage(others, page.head(), page.next());
    }

    private void streams(Context call) {
        Query query = Query.of(call);
        StreamId after = query.after().orElse(null);
        int limit = query.limit();
        pages.answer(call, 1, () -> {
            List<StreamHead> page = reached.page(Principal.of(call), after, limit);
            return new Pages.ReadPage(List.of(), () -> WireStreamPage.of(page));
        });
    }

    private void event(Context call) {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        EventFormat form = EventFormat.of(sequencer, call, query, CloudEvent.MEDIA_TYPE);
        UUID eventId = PathParameter.uuid(call, "event_id");
        pages.answer(call, 1, () -> {
            SequencedEvent event = stream.find(eventId)
                    .orElseThrow(() -> new ApiException(ApiError.notFound("The stream has no event " + eventId + ".")));
            return new Pages.ReadPage(
                    form.isCloudEvents() ? CloudEvent.MEDIA_TYPE : Answer.CONTENT_TYPE,
                    List.of(event),
                    () -> form.of(event));
        });
    }

    /** The commitment is read first, so that it never goes past the head, and as it is stored: it may lack its state roots. */
    private void head(Context call) throws IOException {
        StreamId stream = Query.of(call).stream();
        WireCommitment latest = sequencer
                .commitments()
                .last(stream)
                .map(new CommitmentForms(sequencer)::form)
                .orElse(null);
        Answer.write(call, WireHead.of(sequencer.stream(stream).head(), latest));
    }

    private void entity(Context call) {
        Query query = Query.of(call);
        EntityRef entity = entityOf(call);
        EventStream stream = sequencer.stream(query.stream());
        long from = query.from();
        int limit = query.limit();
        pages.answer(call, limit, () -> {
            EntityHistory history = stream.entityHistory(entity, from, limit);
            return new Pages.ReadPage(
                    history.events(),
                    () -> WireEntityPage.of(
                            history,
                            EventFormat.ofProtocol(sequencer, query).wireEvents(query.stream(), history.events())));
        });
    }

    private static EntityRef entityOf(Context call) {
        try {
            return new EntityRef(call.pathParam("entity_type"), call.pathParam("entity_id"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.badRequest("In the path, " + e.getMessage() + "."));
        }
    }
}
