package com.stateset.sequencer.cli;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.verify.legacy.LegacyCommitment;
import com.stateset.sequencer.verify.legacy.LegacyEvent;
import com.stateset.sequencer.verify.legacy.LegacyProof;
import com.stateset.sequencer.verify.legacy.LegacyProofCheck;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which proof of the original sequencer is to be checked, and with what beside it. */
@SuppressWarnings("NullAway.Init") // picocli sets the spec
final class LegacyOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--legacy",
            description =
                    "FILE is a proof of an unsigned event by the original sequencer, with its tree and no signature. "
                            + "With --root, its root must be that one.")
    private boolean legacy;

    @Option(
            names = "--event",
            paramLabel = "FILE",
            description = "With --legacy: the event, as the original answers it, to make the leaf from it.")
    private @Nullable Path event;

    @Option(
            names = "--commitment",
            paramLabel = "FILE",
            description = "With --legacy: the commitment, as the original answers it, to check the position.")
    private @Nullable Path commitment;

    boolean isOn() {
        return legacy;
    }

    /** Refuses options that say nothing together. */
    void requireUse(@Nullable Path proof, boolean hasKey) {
        if (!legacy && (event != null || commitment != null)) {
            throw usage("--event and --commitment go with --legacy");
        }
        if (legacy && (proof == null || hasKey)) {
            throw usage(
                    "give --legacy with a FILE, and perhaps --event, --commitment and --root; no key has signed such a proof");
        }
    }

    /**
     * Checks a proof with what was given beside it.
     *
     * @throws InvalidMessageException if a file is not what it should be; the path begins with its name
     */
    LegacyProofCheck.Findings check(Path proof, @Nullable Hash knownRoot) {
        return LegacyProofCheck.check(
                parse(proof, LegacyProof::parse),
                event == null ? null : parse(event, LegacyEvent::parse),
                commitment == null ? null : parse(commitment, LegacyCommitment::parse),
                knownRoot);
    }

    private <T> T parse(Path file, Function<byte[], T> parser) {
        try {
            return parser.apply(GivenFile.read(spec, file));
        } catch (InvalidMessageException e) {
            throw new InvalidMessageException(file + " " + e.path(), e.problem());
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
