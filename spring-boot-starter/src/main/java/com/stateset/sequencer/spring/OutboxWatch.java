package com.stateset.sequencer.spring;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.outbox.transactional.OutboxBacklog;
import com.stateset.sequencer.outbox.transactional.RelayHealth;
import com.stateset.sequencer.outbox.transactional.TransactionalOutbox;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the health indicator sees of the outbox. */
final class OutboxWatch {

    private final @Nullable TransactionalOutbox outbox;
    private final @Nullable RelayLifecycle relay;

    /**
     * Makes one.
     *
     * @param stream the configured one; null: then no backlog is counted
     * @param relay null if this process runs none
     */
    OutboxWatch(DataSource database, @Nullable EventStream stream, @Nullable RelayLifecycle relay) {
        this.outbox = stream == null ? null : TransactionalOutbox.of(database, stream);
        this.relay = relay;
    }

    /** What of the configured stream waits. */
    Optional<OutboxBacklog> backlog() {
        return Optional.ofNullable(outbox).map(TransactionalOutbox::backlog);
    }

    /** How this process's relay is. */
    Optional<RelayHealth> relay() {
        return Optional.ofNullable(relay).flatMap(RelayLifecycle::health);
    }
}
