package com.stateset.sequencer.server;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.server.http.AnchorAccess;
import com.stateset.sequencer.server.http.Authenticator;
import com.stateset.sequencer.server.http.guard.CorsOrigins;
import com.stateset.sequencer.server.net.ClientAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a server is made of, and what it goes by, as {@link SequencerServerBuilder} has put it together; its setters say what each is. */
record HttpServerConfig(
        Sequencer sequencer,
        AuditLog auditLog,
        Authenticator authenticator,
        AnchorAccess anchorAccess,
        CorsOrigins corsOrigins,
        boolean isOpen,
        String host,
        int port,
        int maxBodyBytes,
        int maxBatchEvents,
        boolean requireProofOfPossession,
        boolean refusesAgentCopies,
        boolean isHeadsLogPublic,
        @Nullable Supplier<String> readReplica,
        @Nullable Projections projections,
        ClientAddress clients,
        @Nullable Integer registrationsPerMinute,
        CallObservation observation,
        boolean virtualThreads,
        Duration clientTimeout,
        Duration drainTimeout) {}
