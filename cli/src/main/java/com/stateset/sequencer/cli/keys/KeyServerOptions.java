package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.protocol.http.RemoteApiKeys;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server, on whose key (an administrator's, or the agent's own), and whose keys are meant. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class KeyServerOptions {

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--tenant",
            paramLabel = "UUID",
            description =
                    "The tenant whose keys are meant. Default: that of the API key; the server's own key has none.")
    private @Nullable UUID tenant;

    @Option(names = "--agent", paramLabel = "UUID", description = "The agent whose keys are meant. Default: all.")
    private @Nullable UUID agent;

    @Nullable
    UUID tenant() {
        return tenant;
    }

    RemoteApiKeys apiKeys() {
        return server.client().apiKeys(tenant, agent);
    }
}
