package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.spi.EventStore;
import java.util.function.Supplier;

/** A store that is closed and opened anew while others use it. */
final class ReopenableStore implements Supplier<EventStore> {

    private final Supplier<EventStore> opener;
    private volatile EventStore current;

    ReopenableStore(Supplier<EventStore> opener) {
        this.opener = opener;
        this.current = opener.get();
    }

    @Override
    public EventStore get() {
        return current;
    }

    /** Closes the store under its users and opens it again. */
    void reopen() {
        current.close();
        current = opener.get();
    }

    /** Opens another store first, then closes the one that was used so far. */
    void replace() {
        EventStore old = current;
        current = opener.get();
        old.close();
    }
}
