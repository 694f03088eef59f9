package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.ReadOptions.Direction;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEntityPage;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireEventPage;
import com.stateset.sequencer.protocol.WireHead;
import com.stateset.sequencer.protocol.WireStreamPage;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

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
     * does not want: then {@code has_more} says so.
     */
    private void events(Context call) {
        Query query = Query.of(call);
        EventStream stream = sequencer.stream(query.stream());
        ReadOptions options = EventQuery.of(query);
        pages.answer(call, options.limit(), () -> {
            EventPage page = stream.read(options);
            return new Pages.ReadPage(page.events(), () -> form(query, page, options));
        });
    }

    private WireEventPage form(Query query, EventPage page, ReadOptions options) {
        List<WireEvent> events = forms(query, page.events());
        return new WireEventPage(
                events, events.size(), page.head(), page.next().isPresent(), lastLookedAt(page, options));
    }

    /** Where a page has come to: who reads on begins with the number behind it, or before it if it goes backwards. */
    private static long lastLookedAt(EventPage page, ReadOptions options) {
        boolean forwards = options.direction() == Direction.FORWARDS;
        if (page.next().isPresent()) {
            long next = page.next().get().from();
            return forwards ? next - 1 : next + 1;
        }
        return forwards ? Math.max(page.head(), options.from() - 1) : Math.min(1, page.head());
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
        Function<SequencedEvent, WireEvent> form = form(sequencer, query);
        UUID eventId = PathParameter.uuid(call, "event_id");
        pages.answer(call, 1, () -> {
            SequencedEvent event = stream.find(eventId)
                    .orElseThrow(() -> new ApiException(ApiError.notFound("The stream has no event " + eventId + ".")));
            return new Pages.ReadPage(List.of(event), () -> form.apply(event));
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
            return new Pages.ReadPage(history.events(), () -> form(query, history));
        });
    }

    private WireEntityPage form(Query query, EntityHistory history) {
        List<WireEvent> events = forms(query, history.events());
        EntityRef entity = history.entity();
        long version = history.version();
        boolean hasMore = history.offset() + events.size() < version;
        return new WireEntityPage(entity.type(), entity.id(), version, events, events.size(), version, hasMore);
    }

    /** A page's events as they are answered. With receipts, if they are asked for: checked and signed together. */
    private List<WireEvent> forms(Query query, List<SequencedEvent> events) {
        if (!query.receipts()) {
            return events.stream().map(event -> WireEvent.of(event, null)).toList();
        }
        List<Receipt> receipts = sequencer.identity().receipts(query.stream(), events);
        List<WireEvent> forms = new ArrayList<>(events.size());
        for (int i = 0; i < receipts.size(); i++) {
            forms.add(WireEvent.of(events.get(i), receipts.get(i)));
        }
        return forms;
    }

    /** How single events are answered: with receipts, if they are asked for. */
    static Function<SequencedEvent, WireEvent> form(Sequencer sequencer, Query query) {
        SequencerIdentity signer = sequencer.identity();
        return query.receipts()
                ? event -> WireEvent.of(event, signer.receipt(event))
                : event -> WireEvent.of(event, null);
    }

    private static EntityRef entityOf(Context call) {
        try {
            return new EntityRef(call.pathParam("entity_type"), call.pathParam("entity_id"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.badRequest("In the path, " + e.getMessage() + "."));
        }
    }
}
