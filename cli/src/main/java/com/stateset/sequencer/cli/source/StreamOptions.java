package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import picocli.CommandLine.Option;

/** Which stream. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class StreamOptions {

    @Option(names = "--tenant", required = true, paramLabel = "UUID", description = "The tenant of the stream.")
    private UUID tenant;

    @Option(names = "--store", required = true, paramLabel = "UUID", description = "The store of the stream.")
    private UUID store;

    /** Made by picocli. */
    public StreamOptions() {}

    public StreamId stream() {
        return new StreamId(tenant, store);
    }
}
