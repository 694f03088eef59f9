package com.stateset.sequencer.server.events;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.protocol.scope.HiddenRuns;
import com.stateset.sequencer.protocol.scope.ScopedPageAnswer;
import com.stateset.sequencer.protocol.scope.ScopedRequest;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.ApiKey.Permission;
import io.javalin.http.Context;
import java.util.List;
import java.util.UUID;

/**
 * Reads a stream for replicas that follow a part of it: {@code POST /events/scoped}. A {@code POST}, since a scope may be too long for an
 * address; it changes nothing, and every caller that may read may call it. What the caller may read is what its key
 * reaches: a scope leaves events out, it opens nothing.
 */
public final class ScopedRoute {

    private final Sequencer sequencer;
    private final RequestBody bodies;
    private final Pages pages;

    public ScopedRoute(Sequencer sequencer, RequestBody bodies, Pages pages) {
        this.sequencer = sequencer;
        this.bodies = bodies;
        this.pages = pages;
    }

    public void register(Api api) {
        api.postOnly("/events/scoped", Permission.READ, this::scoped);
    }

    private void scoped(Context call) {
        ScopedRequest request = bodies.read(call, ScopedRequest.class);
        StreamId stream = request.stream();
        Principal.of(call).require(stream);
        int limit = request.most();
        pages.answer(call, ReadOptions.MAX_LIMIT, ScopedReader.MOST_KEPT_BYTES, () -> {
            ScopedReader page = read(sequencer.stream(stream), request, limit);
            return new Pages.ReadPage(page.kept(), () -> answer(stream, page));
        });
    }

    private static ScopedReader read(EventStream stream, ScopedRequest request, int limit) {
        EventScope scope = request.scope().toScope();
        UUID agent = request.sourceAgent();
        return new ScopedReader(stream, event -> scope.follows(event.event(), agent))
                .read(request.from(), request.last(), limit);
    }

    private ScopedPageAnswer answer(StreamId stream, ScopedReader page) {
        List<WireEvent> events = new EventFormat(false, true, sequencer.identity()).wireEvents(stream, page.kept());
        return new ScopedPageAnswer(
                events,
                events.size(),
                page.head(),
                page.head() > page.through(),
                page.through(),
                HiddenRuns.write(page.hidden()));
    }
}
