package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server, on whose key (an administrator's), and which agent. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class AgentServerOptions {

    @Mixin
    private ServerOptions server;

    @Option(names = "--tenant", required = true, paramLabel = "UUID", description = "The tenant of the agent.")
    private UUID tenant;

    @Option(names = "--agent", required = true, paramLabel = "UUID", description = "The agent.")
    private UUID agent;

    UUID tenant() {
        return tenant;
    }

    UUID agent() {
        return agent;
    }

    SequencerClient client() {
        return server.client();
    }

    /** Reads the agent's keys; none if the server knows no such agent. */
    List<WireKeyDirectory.Key> keys(SequencerClient client) {
        return client.keyDirectory(tenant, agent)
                .map(text -> client.understand(() -> ProtocolJson.read(text, WireKeyDirectory.class))
                        .keys())
                .orElse(List.of());
    }
}
