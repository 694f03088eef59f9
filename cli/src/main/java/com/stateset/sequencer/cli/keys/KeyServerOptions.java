package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.protocol.http.SequencerClient;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which server, on whose key, and whose keys are meant. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class KeyServerOptions {

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "The server's address, such as http://localhost:8080.")
    private URI server;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            defaultValue = "${env:SEQUENCER_API_KEY}",
            description = "An administrator's API key, or that of the agent itself. Default: the environment variable "
                    + "SEQUENCER_API_KEY, which other users of the machine cannot see.")
    private @Nullable String apiKey;

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

    @Nullable
    UUID agent() {
        return agent;
    }

    SequencerClient client(CommandSpec spec) {
        try {
            return SequencerClient.to(server, apiKey == null || apiKey.isBlank() ? null : apiKey.strip());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--server: " + e.getMessage());
        }
    }
}
