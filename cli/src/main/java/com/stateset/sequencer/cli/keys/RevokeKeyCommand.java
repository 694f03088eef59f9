package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.protocol.keys.WireApiKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Revokes a key. */
@Command(
        name = "revoke",
        description =
                "Revokes a key. It opens nothing any more from the next request on, in every process of the server. "
                        + "Keys that it has minted go on; the list says which they are.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class RevokeKeyCommand implements Callable<Integer> {

    private static final int NO_SUCH_KEY = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KeyServerOptions options;

    @Parameters(paramLabel = "PREFIX", description = "What the key is called in the list: 16 hex digits.")
    private String prefix;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        if (!prefix.matches("[0-9a-f]{16,64}")) {
            throw new ParameterException(spec.commandLine(), "PREFIX must be 16 hex digits or more, in lower case");
        }
        return Reading.run(spec, () -> {
            Optional<WireApiKey> revoked = options.apiKeys().revoke(prefix);
            if (revoked.isEmpty()) {
                return Reading.fail(spec, "", "there is no key " + prefix, NO_SUCH_KEY);
            }
            json.print(revoked.get(), KeyLine.of(revoked.get()));
            return 0;
        });
    }
}
