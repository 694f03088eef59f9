package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.protocol.http.SequencerClient;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where events go, and on whose behalf.
 *
 * @param server the server's address, with or without a path in front of {@code /api/v1}
 * @param stream the stream
 * @param agent the agent that sends
 * @param apiKey the key to show, if the server asks for one
 * @param timeout how long one request may take
 * @param retries what to do when the server is away
 */
public record Target(
        URI server, StreamId stream, UUID agent, @Nullable String apiKey, Duration timeout, Retries retries) {

    /**
     * Returns a client for it.
     *
     * @throws IllegalArgumentException if the address is not one
     */
    public SequencerClient client() {
        return SequencerClient.to(server, apiKey, timeout, timeout).retrying(retries);
    }
}
