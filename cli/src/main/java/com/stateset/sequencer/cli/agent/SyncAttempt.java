package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.BatchOption;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.scope.ScopeView;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.OutboxStatus;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.SyncReport;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.agent.SyncAgentBuilder;
import com.stateset.sequencer.sync.conflict.ConflictHandler;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt to push, pull or both. */
record SyncAttempt(
        AgentOptions options,
        BatchOption batch,
        boolean strict,
        boolean oneDevice,
        @Nullable ConflictHandler conflicts) {

    SyncAttempt(AgentOptions options, BatchOption batch) {
        this(options, batch, false, false, null);
    }

    /** Makes the attempt, and says what it did. */
    int run(Function<SyncAgent, SyncReport> work) {
        AgentHome home = options.home();
        try (SqliteOutbox outbox = conflicts == null ? home.openWithoutKey() : home.open();
                HttpTransport transport = home.transport(outbox.profile())) {
            KeyRegistrar.registerIfNeeded(home, outbox.profile(), transport);
            SyncReport report;
            try (SyncProgress progress = SyncProgress.of(options)) {
                report = with(outbox, transport, progress, work);
            }
            OutboxStatus status = outbox.status();
            report(report, status);
            EventView.otherDevice(status).ifPresent(options::note);
            outbox.key().problem().ifPresent(problem -> options.note(problem + "; " + KeyRegistrar.WAY_OUT));
            return strict && status.rejected() + status.blocked() + status.pending() > 0
                    ? ExitCodes.NOT_ALL_ACCEPTED
                    : ExitCodes.DONE;
        }
    }

    private SyncReport with(
            SqliteOutbox outbox, HttpTransport transport, SyncListener listener, Function<SyncAgent, SyncReport> work) {
        SyncAgentBuilder builder = batch.applyTo(SyncAgent.builder(outbox, transport))
                .listener(listener)
                .evidence(evidence -> options.keep(evidence))
                .refuseCopies(oneDevice);
        if (conflicts != null) {
            builder.conflicts(conflicts);
        }
        try (SyncAgent agent = builder.build()) {
            return work.apply(agent);
        }
    }

    private void report(SyncReport report, OutboxStatus status) {
        ObjectNode json = AgentOptions.JSON
                .createObjectNode()
                .put("accepted", report.accepted())
                .put("rejected", report.rejected())
                .put("pulled", report.pulled());
        json.set("status", EventView.status(status));
        options.print(
                json,
                "accepted " + report.accepted() + ", rejected " + report.rejected() + ", pulled " + report.pulled()
                        + "; the replica reaches " + status.pulledThrough() + " of " + status.headSequence() + ", "
                        + EventView.words(status.history()));
        ScopeView.partial(status).ifPresent(options::note);
        if (status.rejected() > 0) {
            options.note(status.rejected() + " rejected events wait to be dealt with, " + status.blocked()
                    + " others behind them; 'agent conflicts' shows them");
        }
    }
}
