package com.stateset.sequencer.spring;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.outbox.transactional.OutboxRelay;
import com.stateset.sequencer.outbox.transactional.OutboxRelayBuilder;
import com.stateset.sequencer.outbox.transactional.RelayHealth;
import com.stateset.sequencer.spring.SequencerProperties.Outbox;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the outbox's relay, from when all beans are there until the application stops. It can be started again. It stops before the
 * projections do, so that what it brought to the log last may still be applied.
 *
 * <p>Commits wake it on their own threads: they see the relay that is there, and none is waited for.
 */
final class RelayLifecycle implements SmartLifecycle {

    private final DataSource database;
    private final Sequencer sequencer;
    private final Outbox settings;
    private volatile @Nullable OutboxRelay relay;

    RelayLifecycle(DataSource database, Sequencer sequencer, Outbox settings) {
        this.database = database;
        this.sequencer = sequencer;
        this.settings = settings;
    }

    @Override
    public void start() {
        OutboxRelayBuilder builder = OutboxRelay.builder(database, sequencer)
                .maxBatch(settings.maxBatchEvents(), settings.maxBatchSize().toBytes());
        if (settings.pollInterval() != null) {
            builder.pollInterval(settings.pollInterval());
        }
        if (settings.closeTimeout() != null) {
            builder.closeTimeout(settings.closeTimeout());
        }
        if (settings.keepDiscarded() != null) {
            builder.keepDiscarded(settings.keepDiscarded());
        }
        relay = builder.start();
    }

    /** Finishes a batch under way. */
    @Override
    public void stop() {
        OutboxRelay running = relay;
        relay = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return relay != null;
    }

    @Override
    public int getPhase() {
        return ProjectionLifecycle.PHASE + 1;
    }

    /** Has it look at once. */
    void wake() {
        OutboxRelay running = relay;
        if (running != null) {
            running.wake();
        }
    }

    /** How it is; empty if it was stopped, or has not been started. */
    Optional<RelayHealth> health() {
        return Optional.ofNullable(relay).map(OutboxRelay::health);
    }
}
