package com.stateset.sequencer.cli;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which keys of the sequencer are trusted. */
@SuppressWarnings("NullAway.Init") // picocli sets the spec
final class SequencerKeyOption {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--sequencer-key",
            paramLabel = "HEX",
            split = ",",
            description =
                    "The sequencer's public key as you know it from elsewhere. With it, only signatures of this key count. "
                            + "Several are given one after the other, after a change of keys.")
    private List<String> keys = List.of();

    /** Returns the keys; empty if none is given. */
    Set<Ed25519PublicKey> keys() {
        Set<Ed25519PublicKey> trusted = new LinkedHashSet<>();
        for (String key : keys) {
            try {
                trusted.add(Ed25519PublicKey.parse(key.strip()));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--sequencer-key: " + e.getMessage());
            }
        }
        return trusted;
    }
}
