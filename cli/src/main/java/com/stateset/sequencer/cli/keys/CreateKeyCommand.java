package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.keys.ApiKeyAnswer;
import com.stateset.sequencer.protocol.keys.ApiKeyRequest;
import com.stateset.sequencer.spi.ApiKey.Permission;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Mints a key. Prints its secret, and nothing else, to standard output, and what it is to standard error. */
@Command(
        name = "create",
        description =
                "Mints a key and prints it, this once: the server keeps only its hash. It may do no more than the "
                        + "key that mints it; what is left out is that key's.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class CreateKeyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private KeyServerOptions options;

    @Option(names = "--store", paramLabel = "UUID", description = "A store that it reaches; may be repeated.")
    private List<UUID> stores = List.of();

    @ArgGroup
    private @Nullable Rights rights;

    @Option(
            names = "--rate-limit",
            paramLabel = "CALLS",
            description = "The most calls that it makes in a minute. Default: as the key that mints it.")
    private @Nullable Integer rateLimit;

    @Option(
            names = "--expires-at",
            paramLabel = "MOMENT",
            description = "When it ends, such as 2027-01-31T12:00:00Z. Default: never.")
    private @Nullable Instant expiresAt;

    @Option(names = "--label", paramLabel = "TEXT", description = "What it is called in lists.")
    private @Nullable String label;

    @Mixin
    private JsonOption json;

    /** One of two, or neither: then it reads and writes. */
    private static final class Rights {

        @Option(names = "--read-only", required = true, description = "It only reads. Default: it reads and writes.")
        @SuppressWarnings("UnusedVariable") // it is the one of the two that is not admin
        private boolean readOnly;

        @Option(names = "--admin", required = true, description = "It also mints and revokes keys.")
        private boolean admin;
    }

    @Override
    public Integer call() throws Exception {
        ApiKeyRequest request = request();
        return Reading.run(spec, () -> {
            ApiKeyAnswer minted = options.apiKeys().mint(request);
            if (!json.isOn()) {
                spec.commandLine().getErr().println(KeyLine.of(minted.key()));
                spec.commandLine().getErr().flush();
            }
            json.print(minted, String.valueOf(minted.apiKey()));
            return 0;
        });
    }

    private ApiKeyRequest request() {
        try {
            return new ApiKeyRequest(options.tenant(), stores, permission(), rateLimit, expiresAt, label);
        } catch (InvalidMessageException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private Permission permission() {
        if (rights == null) {
            return Permission.READ_WRITE;
        }
        return rights.admin ? Permission.ADMIN : Permission.READ;
    }
}
