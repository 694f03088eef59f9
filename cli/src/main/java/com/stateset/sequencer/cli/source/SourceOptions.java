package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.Retries;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.verify.bundle.ProofSource;
import com.stateset.sequencer.verify.bundle.StoredProofSource;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import com.stateset.sequencer.verify.remote.RemoteProofSource;
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

/** Which stream, and where it is read: a server or a store. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class SourceOptions {

    /** A server that is busy, or restarts, is borne with for a while. */
    private static final Retries RETRIES = Retries.lasting(Duration.ofSeconds(10));

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private StreamOptions streamOptions;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Read it over HTTP from a server, such as http://localhost:8080.")
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

    public StreamId stream() {
        return streamOptions.stream();
    }

    /** Where the stream is read, in words. */
    public String describe(Map<String, String> environment) {
        return server != null
                ? server.toString()
                : storeOptions.existing(environment).describe();
    }

    /** Opens the source. */
    public ProofSource open(Map<String, String> environment) {
        if (server == null) {
            StoreConfig config = storeOptions.existing(environment);
            return new StoredProofSource(
                    StoreOptions.open(config, environment), stream(), SigningKeys.atHand(config, environment));
        }
        if (storeOptions.isGiven()) {
            throw usage("give --server, --database-url or --data, only one of them");
        }
        String key = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        try {
            SequencerClient client = SequencerClient.to(server, key).retrying(RETRIES);
            return new RemoteProofSource(new RemoteHistory(client, stream(), SignatureVerifier.bouncyCastle()));
        } catch (IllegalArgumentException e) {
            throw usage("--server: " + e.getMessage());
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
