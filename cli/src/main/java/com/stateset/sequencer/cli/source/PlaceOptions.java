package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.spi.EventStore;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where streams are read: at a server or in a store. */
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class PlaceOptions {

    /** A server that is busy, or restarts, is borne with for a while. */
    private static final Retries RETRIES = Retries.lasting(Duration.ofSeconds(10));

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--server", paramLabel = "URL", description = "The server to ask, such as http://localhost:8080.")
    private @Nullable URI server;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            defaultValue = "${env:SEQUENCER_API_KEY}",
            description = "The API key for --server. Default: the environment variable SEQUENCER_API_KEY, which other "
                    + "users of the machine cannot see.")
    private @Nullable String apiKey;

    @Mixin
    private StoreOptions storeOptions;

    /** Made by picocli. */
    public PlaceOptions() {}

    /** The server's address; null if it is a store. */
    public @Nullable URI server() {
        if (server != null && storeOptions.isGiven()) {
            throw usage("give --server, --database-url or --data, only one of them");
        }
        return server;
    }

    /** Where it is, in words. */
    public String describe(Map<String, String> environment) {
        return server != null ? server.toString() : store(environment).describe();
    }

    /** The API key; null for none. */
    public @Nullable String apiKey() {
        return apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
    }

    /** Returns a client of the server, which there must be. It calls again for ten seconds if the server is away. */
    public SequencerClient client() {
        URI address = server();
        if (address == null) {
            throw usage("give --server");
        }
        try {
            return SequencerClient.to(address, apiKey()).retrying(RETRIES);
        } catch (IllegalArgumentException e) {
            throw usage("--server: " + e.getMessage());
        }
    }

    /** Which store it is. */
    public StoreConfig store(Map<String, String> environment) {
        return storeOptions.existing(environment);
    }

    /** Opens the store to read it: payloads are decrypted as far as the environment has keys. */
    public EventStore open(Map<String, String> environment) {
        return storeOptions.open(environment);
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
