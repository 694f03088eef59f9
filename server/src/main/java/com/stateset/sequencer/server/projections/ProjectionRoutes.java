package com.stateset.sequencer.server.projections;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.protocol.projection.ParkedAnswer;
import com.stateset.sequencer.protocol.projection.ParkedSelection;
import com.stateset.sequencer.protocol.projection.ParkedSelection.Place;
import com.stateset.sequencer.protocol.projection.WireBuildPage;
import com.stateset.sequencer.protocol.projection.WireParkedPage;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.CallDeed;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks after projections, for who runs the server: a build is about the streams of all tenants. What is asked for here is done by the
 * processes that run the projection, wherever they are.
 */
public final class ProjectionRoutes {

    private static final String PATH = "/projections";
    private static final String PARKED = PATH + "/{name}";

    private final @Nullable Projections projections;
    private final RequestBody bodies;
    private final AuditLog audit;

    /**
     * Makes the routes.
     *
     * @param projections those of the sequencer's store; null to show none
     */
    public ProjectionRoutes(@Nullable Projections projections, RequestBody bodies, AuditLog audit) {
        this.projections = projections;
        this.bodies = bodies;
        this.audit = audit;
    }

    public void register(Api api) {
        api.get(PATH, this::builds);
        api.get(PARKED + "/parked", this::parked);
        api.post(PARKED + "/retry", this::retry);
        api.post(PARKED + "/discard", this::discard);
    }

    private void builds(Context call) throws IOException {
        requireOperator(call);
        List<ProjectionStatus> all = projections == null ? List.of() : projections.status();
        Answer.write(call, WireBuildPage.of(all.stream().map(BuildForms::of).toList()));
    }

    private void parked(Context call) throws IOException {
        Projections known = named(call);
        List<ProjectionStatus> builds = known.status(name(call));
        int limit = Query.of(call).limit();
        Answer.write(
                call,
                WireParkedPage.of(known.parked(name(call), limit).stream()
                        .map(event -> BuildForms.of(event, builds))
                        .toList()));
    }

    private void retry(Context call) throws IOException {
        Projections known = named(call);
        ParkedSelection selection = bodies.read(call, ParkedSelection.class);
        Place place = selection.place().orElse(null);
        if (place == null) {
            AuditDeed deed =
                    CallDeed.of(call, AuditDeed.SERVER, AuditAction.PARKED_EVENT_RETRIED, subject(call), Map.of());
            int wanted = audit.perform(deed, () -> known.retryAll(name(call)), events -> Map.of("events", events));
            Answer.write(call, ParkedAnswer.retryWanted(wanted));
            return;
        }
        perform(call, AuditAction.PARKED_EVENT_RETRIED, place, known::retry);
        Answer.write(call, ParkedAnswer.retryWanted(1));
    }

    /** Only one at a time: what is given up is given up for good. */
    private void discard(Context call) throws IOException {
        Projections known = named(call);
        Place place = bodies.read(call, ParkedSelection.class)
                .place()
                .orElseThrow(() -> new ApiException(
                        ApiError.badRequest("Say which event is given up: tenant_id, store_id and sequence_number.")));
        perform(call, AuditAction.PARKED_EVENT_DISCARDED, place, known::discard);
        Answer.write(call, ParkedAnswer.discarded());
    }

    private void perform(Context call, AuditAction action, Place place, ParkedWork work) {
        AuditDeed deed = CallDeed.of(
                call,
                place.stream().tenantId(),
                action,
                subject(call),
                Map.of("store_id", place.stream().storeId().toString(), "sequence_number", place.sequenceNumber()));
        audit.perform(deed, () -> {
            if (!work.run(name(call), place.stream(), place.sequenceNumber())) {
                throw new ApiException(ApiError.notFound("Event " + place.sequenceNumber() + " is not parked."));
            }
            return place;
        });
    }

    private static EntityRef subject(Context call) {
        return new EntityRef("projection", name(call));
    }

    /** Does something to a parked event; returns whether it was there. */
    private interface ParkedWork {

        boolean run(String projection, StreamId stream, long sequenceNumber);
    }

    /** The projections, among which there is the one that the path names. */
    private Projections named(Context call) {
        requireOperator(call);
        if (projections == null || projections.status(name(call)).isEmpty()) {
            throw new ApiException(ApiError.notFound("There is no projection of that name."));
        }
        return projections;
    }

    private static String name(Context call) {
        return call.pathParam("name");
    }

    private static void requireOperator(Context call) {
        Principal.of(call).requireOperator("Projections are looked after by");
    }
}
