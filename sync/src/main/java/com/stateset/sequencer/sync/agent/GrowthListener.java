package com.stateset.sequencer.sync.agent;

import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.sync.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the growth of the stream while the replica follows all of it. An agent that wants a few events of many would be woken by each:
 * it looks at intervals instead. For the thread that syncs.
 */
final class GrowthListener implements AutoCloseable {

    private final Outbox outbox;
    private final Transport transport;
    private final Runnable signal;
    private @Nullable Subscription open;

    GrowthListener(Outbox outbox, Transport transport, Runnable signal) {
        this.outbox = outbox;
        this.transport = transport;
        this.signal = signal;
    }

    /** Begins or ends to listen, if the scope has changed since the last call. */
    void listenIfAll() {
        if (!outbox.scope().isAll()) {
            close();
        } else if (open == null) {
            open = transport.onGrowth(outbox.profile().stream(), signal);
        }
    }

    /** Whether growth would be heard of now. */
    boolean isConnected() {
        return open != null && open.isConnected();
    }

    @Override
    public void close() {
        Subscription listening = open;
        open = null;
        if (listening != null) {
            listening.close();
        }
    }
}
