package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.protocol.keys.KeyStatus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Revokes an agent's key. */
@Command(
        name = "revoke",
        description =
                "Revokes a key of an agent, for good: what it signs and is not in the log yet is rejected. What is in the log stays, "
                        + "and its signatures hold.")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class RevokeAgentKeyCommand implements Callable<Integer> {

    private static final int NO_SUCH_KEY = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentServerOptions options;

    @Parameters(paramLabel = "KEY_ID", description = "The key's id, as the list has it.")
    private long keyId;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        KeyRevocation revocation = revocation();
        return Reading.run(spec, () -> {
            Optional<KeyStatus> revoked = options.client().revoke(revocation);
            if (revoked.isEmpty()) {
                return Reading.fail(spec, "", "agent " + options.agent() + " has no key " + keyId, NO_SUCH_KEY);
            }
            json.print(
                    revoked.get(),
                    "key " + keyId + " of agent " + options.agent() + " is revoked since "
                            + revoked.get().revokedAt());
            return 0;
        });
    }

    private KeyRevocation revocation() {
        try {
            return new KeyRevocation(options.tenant(), options.agent(), keyId);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "KEY_ID must be 0 to 4294967295");
        }
    }
}
