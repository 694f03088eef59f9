package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.event.StreamId;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
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
 * @param retry what to do when the server is away
 */
public record Target(
        URI server, StreamId stream, UUID agent, @Nullable String apiKey, Duration timeout, RetryPolicy retry) {

    public Target {
        String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || server.getHost() == null) {
            throw new IllegalArgumentException("'" + server + "' is not an address such as http://localhost:8080");
        }
    }

    URI ingest() {
        String base = server.toString().replaceFirst("/+$", "");
        return URI.create(base + "/api/v1/events/ingest");
    }
}
