package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.sync.agent.SyncAgent;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an operator may say of the server's history before a sync. */
final class HistoryOptions {

    @Option(
            names = "--accept-key",
            paramLabel = "HEX",
            description =
                    "Trust this public key of the sequencer from now on, and no other, to sign the stream's history: you know "
                            + "it from elsewhere. Default: the key of the first contact.")
    private @Nullable String key;

    @Option(
            names = "--accept-history",
            description =
                    "Give up the events that the server's history does not have, and go on with it: for a server that was "
                            + "restored from a backup on purpose. Own events among them are sent again.")
    private boolean history;

    boolean isEmpty() {
        return key == null && !history;
    }

    /** Tells the agent. */
    void applyTo(SyncAgent agent, AgentOptions options) {
        if (key != null) {
            agent.trustKey(UsageException.key("--accept-key", key));
        }
        if (history) {
            options.note(
                    "accepted the server's history, which is the one held here up to event " + agent.acceptHistory());
        }
    }
}
