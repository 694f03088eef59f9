package com.stateset.sequencer.sync;

import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The way to a server. Thread-safe. Every call ends within a time of the transport's own, and may throw a {@link
 * com.stateset.sequencer.error.TransportException}, which says whether the server may have done what it was asked.
 */
public interface Transport extends AutoCloseable {

    /**
     * Sends a batch. Sending it again is safe.
     *
     * @param events of one stream and of this agent, either all signed or none; at least one
     * @return exactly one outcome per event
     */
    PushAnswer push(UUID agentId, List<Event> events);

    /**
     * Sends a batch of which the server rejects every event whose entity has an earlier one in the batch that it rejects. Sending it again
     * is safe.
     *
     * @throws com.stateset.sequencer.error.TransportException.Refused with status 404 or 405 if the server does not know that rule: it
     *     has taken nothing then
     */
    default PushAnswer pushChained(UUID agentId, List<Event> events) {
        throw new TransportException.Refused(404, "chained batches are not known here");
    }

    /**
     * Reads events, with their receipts.
     *
     * @param from the first sequence number, at least 1
     * @param limit the most events to return
     */
    PulledPage pull(StreamId stream, long from, int limit);

    /**
     * Reads events likewise, but for those that the caller holds already: they count for the limit, and may come or not.
     *
     * @param held the numbers of these
     */
    default PulledPage pull(StreamId stream, long from, int limit, HeldNumbers held) {
        return pull(stream, from, limit);
    }

    /**
     * Reads the events of a scope, with their receipts, and what stands for those between.
     *
     * @param agentId whose own events are in the scope, too
     * @param from the first sequence number, at least 1
     * @param to the last one to look at; {@code from - 1} only asks how far the stream is
     * @param limit the most events to return
     * @throws com.stateset.sequencer.error.TransportException.Refused with status 404 or 405 if the server knows no scopes
     */
    default ScopedPage pullScoped(StreamId stream, EventScope scope, UUID agentId, long from, long to, int limit) {
        throw new TransportException.Refused(404, "scopes are not known here");
    }

    /** Reads who sequences. */
    SequencerPin sequencer();

    /** Reads an agent's public keys. */
    KeyDirectory keyDirectory(UUID tenantId, UUID agentId);

    /** Reads an agent's directory of encryption keys, as it was sent; empty if the server keeps none. */
    default Optional<RawJson> encryptionKeys(UUID tenantId, UUID agentId) {
        return Optional.empty();
    }

    /**
     * Shows which installation of the agent is at work. Showing it again in the same way changes nothing.
     *
     * @return what the server knows of the agent's installations; empty if it keeps none, or does not let us ask
     */
    default Optional<DeviceReport> sighted(DeviceSighting sighting) {
        return Optional.empty();
    }

    /** The stream's history tree as the server shows it; empty if this transport cannot ask for it. Makes no call. */
    default Optional<ShownHistory> history(StreamId stream) {
        return Optional.empty();
    }

    /**
     * Has {@code listener} called, on some thread, when the stream may have grown. A transport that cannot tell never calls.
     *
     * @return ends it when it is closed
     */
    default Subscription onGrowth(StreamId stream, Runnable listener) {
        return () -> {};
    }

    @Override
    void close();
}
