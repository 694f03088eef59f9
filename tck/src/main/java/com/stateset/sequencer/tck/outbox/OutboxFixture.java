package com.stateset.sequencer.tck.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxProfile;
import org.jspecify.annotations.Nullable;

/**
 * Makes places for outboxes to live in, and opens them there. Thread-safe.
 *
 * <p>A fixture that other processes are to use needs a public class with a public constructor without parameters.
 */
public interface OutboxFixture {

    /**
     * Makes a new, empty place.
     *
     * @return its name, which holds all that it takes to open it, also from another process
     */
    String create();

    /** Opens the outbox at a place. Every call opens one more, independent of those already open, as another process would. */
    Outbox open(String place, OutboxProfile profile, @Nullable AgentSigner signer);

    /** Removes a place. Outboxes opened there are closed by then. */
    void delete(String place);
}
