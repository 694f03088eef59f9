package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gives an agent another key, on an administrator's word. */
@Command(
        name = "rotate",
        description = {
            "Registers another key for an agent on an administrator's word, and then revokes those that it had. For an agent that "
                    + "cannot do so by itself ('agent key rotate'), since its key was revoked or its device is lost. The private key "
                    + "stays on the device: only its public half is given here.",
            "",
            "Run again with the same key, it goes on where it was stopped."
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class RotateAgentKeyCommand implements Callable<Integer> {

    private static final int TAKEN = 1;
    private static final long MAX_KEY_ID = 0xffff_ffffL;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentServerOptions options;

    @Option(
            names = "--public-key",
            required = true,
            paramLabel = "HEX",
            description =
                    "The new key's public half: 64 hex digits, as 'agent key rotate' and 'agent key status' say it.")
    private String publicKey;

    @Option(names = "--key-id", paramLabel = "N", description = "The new key's id. Default: the next that is free.")
    private @Nullable Long keyId;

    @Option(names = "--keep-old", description = "Do not revoke the keys that the agent had.")
    private boolean keepOld;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        Ed25519PublicKey key = parsed();
        if (keyId != null && (keyId < 0 || keyId > MAX_KEY_ID)) {
            throw new ParameterException(spec.commandLine(), "--key-id must be 0 to " + MAX_KEY_ID);
        }
        return Reading.run(spec, () -> {
            SequencerClient client = options.client();
            List<WireKeyDirectory.Key> known = options.keys(client);
            long id = keyId != null ? keyId : idFor(key, known);
            if (id > MAX_KEY_ID) {
                return refuse(
                        "the agent's key " + MAX_KEY_ID + " is the last that there can be; give an id that is free");
            }
            Optional<WireKeyDirectory.Key> there =
                    known.stream().filter(each -> each.keyId() == id).findFirst();
            if (there.isPresent() && !there.get().publicKey().equals(key)) {
                return refuse("key " + id + " of the agent is another one, "
                        + there.get().publicKey());
            }
            Optional<Instant> revoked =
                    client.register(new AgentKey(options.tenant(), options.agent(), id, key), KeyProofs.NONE);
            if (revoked.isPresent()) {
                return refuse("key " + id + " was revoked at " + revoked.get() + "; a revoked key stays so");
            }
            report(new Rotation(id, key, keepOld ? List.of() : revokeOthers(client, known, id)));
            return 0;
        });
    }

    private Ed25519PublicKey parsed() {
        try {
            return Ed25519PublicKey.parse(publicKey.strip());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--public-key: " + e.getMessage());
        }
    }

    /** The id that an earlier run has given it, or the next one. */
    private static long idFor(Ed25519PublicKey key, List<WireKeyDirectory.Key> known) {
        return known.stream()
                .filter(each -> each.publicKey().equals(key))
                .mapToLong(WireKeyDirectory.Key::keyId)
                .findFirst()
                .orElseGet(() -> 1
                        + known.stream()
                                .mapToLong(WireKeyDirectory.Key::keyId)
                                .max()
                                .orElse(0));
    }

    /** After the new one is there, so that the agent is never without a key. */
    private List<Long> revokeOthers(SequencerClient client, List<WireKeyDirectory.Key> known, long id) {
        List<Long> revoked = new ArrayList<>();
        for (WireKeyDirectory.Key each : known) {
            if (each.keyId() != id
                    && each.revokedAt() == null
                    && client.revoke(new KeyRevocation(options.tenant(), options.agent(), each.keyId()))
                            .isPresent()) {
                revoked.add(each.keyId());
            }
        }
        return revoked;
    }

    private void report(Rotation rotation) {
        String others = rotation.revoked().isEmpty() ? "" : "; revoked: " + rotation.revoked();
        json.print(
                rotation,
                "agent " + options.agent() + " has key " + rotation.keyId() + ", " + rotation.publicKey() + others);
    }

    private int refuse(String sentence) {
        return Reading.fail(spec, "agents keys rotate: ", sentence, TAKEN);
    }

    /**
     * What was done.
     *
     * @param revoked the ids of the keys that were revoked now
     */
    record Rotation(long keyId, Ed25519PublicKey publicKey, List<Long> revoked) {}
}
