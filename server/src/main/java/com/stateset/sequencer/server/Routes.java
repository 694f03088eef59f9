package com.stateset.sequencer.server;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.spi.CommitmentStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.Semaphore;

/** What the server answers: PROTOCOL section 5, one class per resource and one method per call. */
final class Routes {

    /** What Jetty puts for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    private final Sequencer sequencer;
    private final CommitmentStore commitments;
    private final Authenticator authenticator;
    private final Readiness readiness;
    private final Limits limits;
    private final Semaphore calls;

    /**
     * Makes the routes.
     *
     * @param maxCalls the most calls that may use the store at a time; fewer than there are threads, so that health checks are
     *     answered whatever the store does
     */
    Routes(
            Sequencer sequencer,
            CommitmentStore commitments,
            Authenticator authenticator,
            Readiness readiness,
            Limits limits,
            int maxCalls) {
        this.sequencer = sequencer;
        this.commitments = commitments;
        this.authenticator = authenticator;
        this.readiness = readiness;
        this.limits = limits;
        this.calls = new Semaphore(maxCalls);
    }

    void register(RoutesConfig routes) {
        routes.before(Routes::prepare);
        new HealthRoutes(readiness).register(routes);
        Api api = new Api(routes, authenticator, calls);
        RequestBody bodies = new RequestBody(limits.bodyBytes());
        new IngestRoutes(sequencer, bodies, limits.batchEvents()).register(api);
        new EventRoutes(sequencer, commitments).register(api);
        new CommitmentRoutes(sequencer, commitments, bodies).register(api);
        new ProofRoutes(sequencer, commitments, bodies).register(api);
        new AgentKeyRoutes(sequencer, bodies).register(api);
        new IdentityRoutes(sequencer.identity()).register(api);
    }

    /** The router decodes each part of the path once, but takes what is not well encoded for something else. */
    private static void prepare(Context call) {
        call.header("Cache-Control", "no-store");
        if (call.path().indexOf(REPLACEMENT) >= 0
                || PercentEncoding.decode(call.path()).isEmpty()) {
            throw new ApiException(ApiError.badRequest("The path is not well percent-encoded UTF-8."));
        }
    }
}
