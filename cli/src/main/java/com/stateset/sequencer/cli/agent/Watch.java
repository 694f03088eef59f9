package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.BatchOption;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.error.DeviceCopiedException;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.KeyUnusableException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.SyncListener;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.agent.SyncAgentBuilder;
import com.stateset.sequencer.sync.conflict.ConflictHandler;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Syncs in the background until the program is stopped, or something is wrong that no further attempt can mend. */
final class Watch implements SyncListener {

    /** Where the server tells nothing of its news, they are found by looking. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final AgentOptions options;
    private final BatchOption batch;
    private final @Nullable ConflictHandler conflicts;
    private final CompletableFuture<RuntimeException> end = new CompletableFuture<>();
    private long through = -1;
    private boolean othersRefused;

    Watch(AgentOptions options, BatchOption batch, @Nullable ConflictHandler conflicts) {
        this.options = options;
        this.batch = batch;
        this.conflicts = conflicts;
    }

    int run() throws InterruptedException {
        AgentHome home = options.home();
        try (SqliteOutbox outbox = conflicts == null ? home.openWithoutKey() : home.open();
                HttpTransport transport = home.transport(outbox.profile());
                SyncAgent agent = agent(outbox, transport)) {
            KeyRegistrar.registerIfNeeded(home, outbox.profile(), transport);
            agent.start();
            throw end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails the wait", e);
        }
    }

    private SyncAgent agent(SqliteOutbox outbox, HttpTransport transport) {
        SyncAgentBuilder builder = batch.applyTo(SyncAgent.builder(outbox, transport))
                .listener(this)
                .evidence(evidence -> options.keep(evidence))
                .interval(LOOK_EVERY);
        return conflicts == null
                ? builder.build()
                : builder.conflicts(conflicts).build();
    }

    @Override
    public void othersRefused(String message) {
        if (!othersRefused) {
            othersRefused = true;
            options.note(EventView.othersRefused(message));
        }
    }

    @Override
    public void pulled(long reached, long head) {
        if (reached != through) {
            through = reached;
            options.print(
                    AgentOptions.JSON
                            .createObjectNode()
                            .put("pulled_through", reached)
                            .put("head_sequence", head),
                    "the replica reaches " + reached + " of " + head);
            options.out().flush();
        }
    }

    /** Whether trying again cannot help: the server is not to be trusted, the files or the key cannot be used, or a copy is refused. */
    private static boolean isFinal(RuntimeException failure) {
        return failure instanceof HistoryMismatchException
                || failure instanceof VerificationException
                || failure instanceof StoreFailedException
                || failure instanceof KeyUnusableException
                || failure instanceof DeviceCopiedException;
    }

    @Override
    public void failed(RuntimeException failure, Duration pause) {
        if (isFinal(failure)) {
            end.complete(failure);
            return;
        }
        options.note(failure.getMessage() + "; trying again in " + pause.toMillis() + " ms");
    }
}
