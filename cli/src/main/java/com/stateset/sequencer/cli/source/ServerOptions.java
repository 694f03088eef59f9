package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.protocol.http.SequencerClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which server to call, and on whose key. */
@SuppressWarnings("NullAway.Init") // picocli sets what is injected, and sees to it that required options are there
public final class ServerOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

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
            description = "The API key. Default: the environment variable SEQUENCER_API_KEY, which other users of the "
                    + "machine cannot see.")
    private @Nullable String apiKey;

    /** Made by picocli. */
    public ServerOptions() {}

    /** The server's address, as it was given. */
    public URI address() {
        return server;
    }

    /** The API key; null for none. */
    public @Nullable String apiKey() {
        return apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
    }

    /** The API key that stands on the command line; null if there is none, even if the environment has one. */
    public @Nullable String apiKeyOnCommandLine() {
        return spec.commandLine().getParseResult().hasMatchedOption("--api-key") ? apiKey() : null;
    }

    /** Returns a client that calls once. */
    public SequencerClient client() {
        try {
            return SequencerClient.to(server, apiKey());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--server: " + e.getMessage());
        }
    }
}
