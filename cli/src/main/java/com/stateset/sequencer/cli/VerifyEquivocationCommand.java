package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.history.EquivocationCheck;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks, offline, whether a sequencer has signed two histories. */
@Command(
        name = "verify-equivocation",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Checks, without any server, whether evidence that an agent or a monitor has kept (evidence-SIZE.json) proves that one "
                    + "key has signed two histories of one stream.",
            "",
            "Two signed checkpoints are proof if they have the same size and other roots; if the smaller tree is shown not to be "
                    + "the beginning of the larger; or if one event is shown to be another in the two. Everything is "
                    + "recomputed from the file, and all of a file must hold. Whose key it is, no file can say: compare it "
                    + "with the sequencer's key as you know it, or give that as --sequencer-key."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:proven, in every file: what it prints says which key, and what differs",
            "1:not proven: a file is forged, inconclusive, or about another key than was given",
            "2:the command line makes no sense, or a file cannot be read"
        },
        footerHeading = "%nExample:%n",
        footer = "  verify-equivocation till/evidence-1200.json --sequencer-key HEX")
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class VerifyEquivocationCommand implements Callable<Integer> {

    private static final int NOT_PROVEN = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of evidence.")
    private List<Path> files;

    @Option(
            names = "--sequencer-key",
            paramLabel = "HEX",
            split = ",",
            description =
                    "The sequencer's public key as you know it from elsewhere; the evidence must be about it. Several are "
                            + "given one after the other, after a change of keys.")
    private List<String> sequencerKeys = List.of();

    /** Made by picocli. */
    public VerifyEquivocationCommand() {}

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        List<Ed25519PublicKey> trusted = trusted();
        List<FileVerdict> verdicts = new ArrayList<>();
        for (Path file : files) {
            byte[] json = GivenFile.read(spec, file);
            try {
                List<String> facts = EquivocationCheck.check(EquivocationEvidence.parse(json), trusted);
                verdicts.add(new FileVerdict(file.toString(), true, facts));
            } catch (InvalidMessageException | VerificationException e) {
                verdicts.add(new FileVerdict(file.toString(), false, List.of(String.valueOf(e.getMessage()))));
            }
        }
        json.print(new Verdicts(verdicts));
        verdicts.forEach(verdict -> json.text(verdict.words()));
        spec.commandLine().getOut().flush();
        return verdicts.stream().allMatch(FileVerdict::proven) ? 0 : NOT_PROVEN;
    }

    /** What was found in all files. */
    record Verdicts(List<FileVerdict> files) {}

    /**
     * What was found in a file.
     *
     * @param facts what is proven; or why nothing is
     */
    record FileVerdict(String file, boolean proven, List<String> facts) {

        String words() {
            return proven
                    ? file + ": proven\n  " + String.join("\n  ", facts)
                    : file + ": not proven: " + String.join(", ", facts);
        }
    }

    private List<Ed25519PublicKey> trusted() {
        List<Ed25519PublicKey> keys = new ArrayList<>();
        for (String hex : sequencerKeys) {
            try {
                keys.add(Ed25519PublicKey.parse(hex.strip()));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--sequencer-key: " + e.getMessage(), e);
            }
        }
        return keys;
    }
}
