package com.stateset.sequencer.server;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.schema.PayloadSchemaRegistry;
import com.stateset.sequencer.server.commitments.AnchorRoutes;
import com.stateset.sequencer.server.commitments.CommitmentRoutes;
import com.stateset.sequencer.server.commitments.ProofRoutes;
import com.stateset.sequencer.server.console.ConsoleRoutes;
import com.stateset.sequencer.server.docs.DocsRoutes;
import com.stateset.sequencer.server.events.ErasureRoutes;
import com.stateset.sequencer.server.events.EventRoutes;
import com.stateset.sequencer.server.events.Pages;
import com.stateset.sequencer.server.events.ScopedRoute;
import com.stateset.sequencer.server.history.HistoryRoutes;
import com.stateset.sequencer.server.history.LogRoutes;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.CallFacts;
import com.stateset.sequencer.server.http.PercentEncoding;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.server.http.guard.CrossOriginGuard;
import com.stateset.sequencer.server.identity.HealthRoutes;
import com.stateset.sequencer.server.identity.IdentityRoutes;
import com.stateset.sequencer.server.identity.Readiness;
import com.stateset.sequencer.server.ingest.IngestRoutes;
import com.stateset.sequencer.server.keys.AgentKeyRoutes;
import com.stateset.sequencer.server.keys.ApiKeyRoutes;
import com.stateset.sequencer.server.keys.DeviceRoute;
import com.stateset.sequencer.server.keys.EncryptionKeyRoutes;
import com.stateset.sequencer.server.keys.RegistrationRoute;
import com.stateset.sequencer.server.limits.FairPermits;
import com.stateset.sequencer.server.metrics.MetricsRoute;
import com.stateset.sequencer.server.net.ClientAddress;
import com.stateset.sequencer.server.net.Loopback;
import com.stateset.sequencer.server.projections.ProjectionRoutes;
import com.stateset.sequencer.server.schemas.SchemaRoutes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.Set;
import java.util.function.Supplier;

/** What the server answers: PROTOCOL sections 5 and 6, one package per resource and one method per call. */
final class Routes implements AutoCloseable {

    /** What Jetty puts for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    private final HttpServerConfig config;
    private final Readiness readiness;
    private final RequestBody bodies;
    private final Pages pages;
    private final FairPermits calls;

    /**
     * Makes the routes.
     *
     * @param maxCalls the most calls that may use the store at a time; fewer than there are threads, so that health checks are
     *     answered whatever the store does
     */
    Routes(HttpServerConfig config, Readiness readiness, int maxCalls) {
        this.config = config;
        this.readiness = readiness;
        this.bodies = new RequestBody(config.maxBodyBytes(), config.clientTimeout());
        this.pages = new Pages(config.clientTimeout());
        this.calls = new FairPermits(maxCalls);
    }

    /**
     * Registers them.
     *
     * @param methods asked for with each preflight: the methods of all that is registered
     */
    void register(RoutesConfig routes, Supplier<Set<String>> methods) {
        routes.beforeMatched(Routes::noteRoute);
        routes.before(this::noteClient);
        routes.before(Routes::forbidStoring);
        routes.before(new CrossOriginGuard(
                config.corsOrigins(), config.isOpen(), Loopback.isAddress(config.host()), methods));
        routes.before(Routes::requireWellEncoded);
        new ConsoleRoutes().register(routes);
        new HealthRoutes(readiness).register(routes);
        new MetricsRoute(
                        config.observation().metrics().registry(),
                        config.authenticator(),
                        config.observation().unlocked())
                .register(routes);
        new DocsRoutes().register(routes);
        register(new Api(routes, config.authenticator(), calls));
    }

    private void register(Api api) {
        Sequencer sequencer = config.sequencer();
        AuditLog audit = config.auditLog();
        new IngestRoutes(sequencer, bodies, config.maxBatchEvents()).register(api);
        new EventRoutes(sequencer, pages).register(api);
        new ScopedRoute(sequencer, bodies, pages).register(api);
        new ErasureRoutes(sequencer, bodies, audit).register(api);
        new CommitmentRoutes(sequencer, bodies).register(api);
        new AnchorRoutes(sequencer, bodies, config.anchorAccess(), audit).register(api);
        new ProofRoutes(sequencer, bodies).register(api);
        new HistoryRoutes(sequencer, bodies, audit).register(api);
        new LogRoutes(sequencer, config.isHeadsLogPublic()).register(api);
        new ProjectionRoutes(config.projections(), bodies, audit).register(api);
        new AgentKeyRoutes(sequencer, bodies, audit, config.requireProofOfPossession()).register(api);
        new EncryptionKeyRoutes(sequencer, bodies, audit).register(api);
        new DeviceRoute(sequencer, bodies, audit, config.refusesAgentCopies()).register(api);
        new RegistrationRoute(sequencer, bodies, audit, config.clients(), config.registrationsPerMinute())
                .register(api);
        new ApiKeyRoutes(sequencer, bodies, audit).register(api);
        new SchemaRoutes(
                        sequencer
                                .payloadSchemas()
                                .map(PayloadSchemaRegistry::over)
                                .orElse(null),
                        bodies,
                        pages,
                        audit)
                .register(api);
        new IdentityRoutes(sequencer).register(api);
    }

    @Override
    public void close() {
        pages.close();
    }

    /** How many calls use the sequencer now, event streams apart. */
    int running() {
        return calls.taken();
    }

    /** Its pattern, of which there are few; a path is whatever a client sends. */
    private static void noteRoute(Context call) {
        Endpoint matched = call.endpoints().matchedHttpEndpoint();
        if (matched != null) {
            CallFacts.ROUTE.note(call, matched.path);
        }
    }

    private void noteClient(Context call) {
        config.clients().of(call.req()).ifPresent(address -> {
            CallFacts.CLIENT.note(call, address.getHostAddress());
            CallFacts.NETWORK.note(call, ClientAddress.network(address));
        });
    }

    /** Before anything is refused: an error may be for this caller alone. Routes whose answers may be stored say so themselves. */
    private static void forbidStoring(Context call) {
        call.header("Cache-Control", "no-store");
    }

    /** The router decodes each part of the path once, but takes what is not well encoded for something else. */
    private static void requireWellEncoded(Context call) {
        if (call.path().indexOf(REPLACEMENT) >= 0
                || PercentEncoding.decode(call.path()).isEmpty()) {
            throw new ApiException(ApiError.badRequest("The path is not well percent-encoded UTF-8."));
        }
    }
}
