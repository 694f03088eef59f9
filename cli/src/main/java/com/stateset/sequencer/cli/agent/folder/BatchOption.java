package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.sync.agent.SyncAgentBuilder;
import picocli.CommandLine.Option;

/** How much goes out at once. */
public final class BatchOption {

    /** What a server takes at most by default. */
    private static final int MOST = 1000;

    private static final long PAYLOAD_BYTES = 4L << 20;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "How many events to send at once, up to " + MOST + ". Default: ${DEFAULT-VALUE}.")
    private int events = 500;

    public SyncAgentBuilder applyTo(SyncAgentBuilder builder) {
        if (events < 1 || events > MOST) {
            throw new UsageException("--batch is " + events + "; it must be 1 to " + MOST);
        }
        return builder.batch(events, PAYLOAD_BYTES);
    }
}
