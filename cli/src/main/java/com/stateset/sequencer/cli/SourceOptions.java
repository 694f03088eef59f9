package com.stateset.sequencer.cli;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.cli.verify.Evidence;
import com.stateset.sequencer.cli.verify.RemoteEvidence;
import com.stateset.sequencer.cli.verify.RemoteHistory;
import com.stateset.sequencer.cli.verify.StoredEvidence;
import com.stateset.sequencer.cli.serve.StoreConfig;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which stream, and where it is read: a server or a store. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class SourceOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--tenant", required = true, paramLabel = "UUID", description = "The tenant of the stream.")
    private UUID tenant;

    @Option(names = "--store", required = true, paramLabel = "UUID", description = "The store of the stream.")
    private UUID store;

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

    StreamId stream() {
        return new StreamId(tenant, store);
    }

    /** Where the stream is read, in words. */
    String describe(Map<String, String> environment) {
        return server != null
                ? server.toString()
                : storeOptions.existing(environment).describe();
    }

    /** Opens the source. */
    Evidence open(Map<String, String> environment) {
        if (server == null) {
            StoreConfig config = storeOptions.existing(environment);
            return new StoredEvidence(config.open(), stream(), SigningKeys.atHand(config, environment));
        }
        if (storeOptions.isGiven()) {
            throw usage("give --server, --database-url or --data, only one of them");
        }
        String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || server.getHost() == null) {
            throw usage("--server: '" + server + "' is not an address such as http://localhost:8080");
        }
        String key = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        return new RemoteEvidence(new RemoteHistory(server, key, stream()));
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
