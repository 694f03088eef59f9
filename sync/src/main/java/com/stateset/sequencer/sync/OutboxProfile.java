package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.StreamId;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose outbox it is; kept in its file. The agent's private key is not: the application keeps it, and gives it when it opens the outbox.
 *
 * @param stream the stream that its events go to
 * @param agentId who speaks
 * @param keyId which of the agent's keys signs, an unsigned 32-bit number; 0 if events are not signed
 * @param server where the stream's server is; null if that is known elsewhere
 */
public record OutboxProfile(
        StreamId stream, UUID agentId, long keyId, @Nullable URI server) {

    public OutboxProfile {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(agentId, "agentId");
        if (keyId >>> 32 != 0) {
            throw new IllegalArgumentException("key id " + keyId + " is not an unsigned 32-bit number");
        }
    }

    /** An agent whose events are not signed. */
    public OutboxProfile(StreamId stream, UUID agentId) {
        this(stream, agentId, 0, null);
    }

    /** Sets which of the agent's keys signs. Defaults to 0: none. */
    public OutboxProfile keyId(long value) {
        return new OutboxProfile(stream, agentId, value, server);
    }

    /** Sets where the server is. Defaults to null: known elsewhere. */
    public OutboxProfile server(@Nullable URI value) {
        return new OutboxProfile(stream, agentId, keyId, value);
    }
}
