package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.ingest.Target;
import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.cli.source.StreamOptions;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.Retries;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server and stream, and on whose behalf. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class ConnectionOptions {

    @Mixin
    private ServerOptions server;

    @Mixin
    private StreamOptions streamOptions;

    @Option(
            names = "--agent",
            paramLabel = "UUID",
            description =
                    "The agent that sends the events; it is part of them. Default: the anonymous agent, all zeros.")
    private UUID agent = NewEvent.ANONYMOUS_AGENT;

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to try again when the server is away or busy, such as 90s or 5m. "
                    + "Default: ${DEFAULT-VALUE}.")
    private Duration retryFor;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long one request may take. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    StreamId stream() {
        return streamOptions.stream();
    }

    UUID agent() {
        return agent;
    }

    /**
     * Puts the options together.
     *
     * @throws IllegalArgumentException if the server's address is not one
     */
    Target target() {
        return new Target(server.address(), stream(), agent, server.apiKey(), timeout, Retries.lasting(retryFor));
    }
}
