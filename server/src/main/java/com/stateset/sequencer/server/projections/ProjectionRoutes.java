package com.stateset.sequencer.server.projections;

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
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
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

    /**
     * Makes the routes.
     *
     * @param projections those of the sequencer's store; null to show none
     */
    public ProjectionRoutes(@Nullable Projections projections, RequestBody bodies) {
        this.projections = projections;
        this.bodies = bodies;
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
            Answer.write(call, ParkedAnswer.retryWanted(known.retryAll(name(call))));
            return;
        }
        requireParked(known.retry(name(call), place.stream(), place.sequenceNumber()), place);
        Answer.write(call, ParkedAnswer.retryWanted(1));
    }

    /** Only one at a time: what is given up is given up for good. */
    private void discard(Context call) throws IOException {
        Projections known = named(call);
        Place place = bodies.read(call, ParkedSelection.class)
                .place()
                .orElseThrow(() -> new ApiException(
                        ApiError.badRequest("Say which event is given up: tenant_id, store_id and sequence_number.")));
        requireParked(known.discard(name(call), place.stream(), place.sequenceNumber()), place);
        Answer.write(call, ParkedAnswer.discarded());
    }

    private static void requireParked(boolean was, Place place) {
        if (!was) {
            throw new ApiException(ApiError.notFound("Event " + place.sequenceNumber() + " is not parked."));
        }
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
