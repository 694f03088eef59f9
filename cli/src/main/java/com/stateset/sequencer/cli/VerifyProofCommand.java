package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.InclusionProof;
import com.stateset.sequencer.merkle.ProofProblem;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.bundle.BundleCheck;
import com.stateset.sequencer.verify.bundle.HistoryProofCheck;
import com.stateset.sequencer.verify.bundle.ProofBundle;
import com.stateset.sequencer.verify.legacy.LegacyProofCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a proof, offline. */
@Command(
        name = "verify-proof",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Checks, without any server, that an event stands where a proof says.",
            "",
            "In a FILE that prove has written everything is checked: the event's content, its place under the Merkle root, the "
                    + "state root, the commitment's signature, its place in the history under a signed checkpoint, the receipt, the "
                    + "agent's signature and its key; what nothing in the file binds is marked as not proved. Without a file, the "
                    + "leaf, the path and the root are given as options, or the leaf and a .tlog-proof file.",
            "",
            "Of a sequencer with a key, the commitment must be signed, and the event must have a signed receipt or stand in a signed "
                    + "history. Both are better: without a tlog-proof, as earlier versions wrote files, or without a signed receipt, "
                    + "as a store gives where the private key is not at hand, the file is valid, but the last line says what it "
                    + "does not prove.",
            "",
            "With --legacy, FILE is a proof of an unsigned event that the original sequencer answered to GET /api/v1/proofs. Nothing "
                    + "in it is signed; the answer says what was checked and what was not."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it holds, but for what the last line says",
            "1:it does not hold, for the reason given",
            "2:the command line makes no sense"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  verify-proof event-17.json --sequencer-key HEX",
            "  verify-proof --tlog-proof event-17.tlog-proof --leaf-hash HEX \\",
            "      --sequencer-key HEX",
            "  verify-proof --leaf-hash HEX --root HEX --leaf-index 16 --leaf-count 100 \\",
            "      --path HEX,HEX,…",
            "  verify-proof --legacy proof.json --event event.json \\",
            "      --commitment commitment.json --root HEX"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class VerifyProofCommand implements Callable<Integer> {

    private static final int DOES_NOT_HOLD = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "A bundle that prove has written; with --legacy, a proof of the original.")
    private @Nullable Path file;

    @Mixin
    private SequencerKeyOption sequencerKey;

    @Option(
            names = "--tlog-proof",
            paramLabel = "FILE",
            description =
                    "A .tlog-proof file, for the event of --leaf-hash; --sequencer-key must be given, since no key is in it.")
    private @Nullable Path tlogProof;

    @Option(
            names = "--origin",
            paramLabel = "TEXT",
            description =
                    "The log that the .tlog-proof must be of: <log name>/<hash of the stream>. Default: the one it names.")
    private @Nullable String origin;

    @Option(names = "--leaf-hash", paramLabel = "HEX", description = "The event's leaf hash.")
    private @Nullable String leafHash;

    @Option(names = "--root", paramLabel = "HEX", description = "The commitment's Merkle root.")
    private @Nullable String root;

    @Option(names = "--leaf-index", paramLabel = "N", description = "The leaf's position, from 0.")
    private @Nullable Long leafIndex;

    @Option(names = "--leaf-count", paramLabel = "N", description = "How many leaves the tree has.")
    private @Nullable Long leafCount;

    @Option(
            names = "--path",
            paramLabel = "HEX",
            split = ",",
            description = "The sibling hashes from the leaf up, with commas between; none for a tree of one leaf.")
    private List<String> path = List.of();

    @Mixin
    private LegacyOptions legacy;

    @Mixin
    private JsonOption json;

    private final List<String> facts = new ArrayList<>();

    /** Made by picocli. */
    public VerifyProofCommand() {}

    @Override
    public Integer call() {
        boolean anyFlag = !path.isEmpty()
                || Stream.of(leafHash, legacy.isOn() ? null : root, leafIndex, leafCount, tlogProof, origin)
                        .anyMatch(Objects::nonNull);
        if (file != null && anyFlag) {
            throw usage("give a FILE, or --leaf-hash, --root, --leaf-index, --leaf-count and --path, not both");
        }
        legacy.requireUse(file, !sequencerKey.keys().isEmpty());
        int exitCode = check();
        spec.commandLine().getOut().flush();
        return exitCode;
    }

    private int check() {
        if (file != null) {
            return legacy.isOn() ? legacy(file) : bundle(file);
        }
        return tlogProof != null ? history(tlogProof) : proof();
    }

    private int legacy(Path proof) {
        Hash known = root == null ? null : parse("--root", root, Hash::parse);
        try {
            LegacyProofCheck.Findings findings = legacy.check(proof, known);
            findings.checked().forEach(this::fact);
            findings.notChecked().forEach(what -> json.text("not checked: " + what));
            json.print(
                    new Validity(true, null, facts, findings.notChecked()),
                    "valid, but unsigned, and only as far as it was checked");
            return 0;
        } catch (InvalidMessageException e) {
            return invalid("the file is not sound: " + e.getMessage());
        } catch (VerificationException e) {
            return invalid(e.getMessage());
        }
    }

    private int bundle(Path bundle) {
        Set<Ed25519PublicKey> trusted = sequencerKey.keys();
        try {
            BundleCheck.Result result = BundleCheck.check(
                    ProofBundle.parse(GivenFile.read(spec, bundle)), SignatureVerifier.standard(), trusted);
            result.facts().forEach(this::fact);
            return valid(result.reservations());
        } catch (InvalidMessageException e) {
            return invalid("the bundle is not sound: " + e.getMessage());
        } catch (VerificationException e) {
            return invalid(e.getMessage());
        }
    }

    private int history(Path proofFile) {
        Hash leaf = parse("--leaf-hash", require("--leaf-hash", leafHash), Hash::parse);
        Set<Ed25519PublicKey> trusted = sequencerKey.keys();
        if (trusted.isEmpty() || !path.isEmpty() || root != null || leafIndex != null || leafCount != null) {
            throw usage("give --tlog-proof with --leaf-hash and --sequencer-key, and perhaps --origin");
        }
        try {
            TlogProof proof = TlogProof.parse(GivenFile.read(spec, proofFile));
            String log = origin != null ? origin : HistoryProofCheck.origin(proof);
            HistoryProofCheck.Proved proved = HistoryProofCheck.check(proof, leaf, log, trusted);
            fact("the leaf is that of event " + (proof.index() + 1) + " of the "
                    + proved.checkpoint().head().size() + " of the history " + log
                    + (origin != null ? "" : ", as the proof itself names it (see --origin)"));
            fact("trusted: the key " + proved.key() + ", because it was given with --sequencer-key");
            return valid(List.of());
        } catch (LogVerificationException e) {
            return invalid("the file is no proof: " + e.getMessage());
        } catch (VerificationException e) {
            return invalid(e.getMessage());
        }
    }

    private int proof() {
        Hash leaf = parse("--leaf-hash", require("--leaf-hash", leafHash), Hash::parse);
        Hash expected = parse("--root", require("--root", root), Hash::parse);
        List<Hash> siblings = path.stream()
                .filter(hex -> !hex.isBlank())
                .map(hex -> parse("--path", hex.strip(), Hash::parse))
                .toList();
        InclusionProof proof =
                new InclusionProof(require("--leaf-index", leafIndex), require("--leaf-count", leafCount), siblings);
        Optional<ProofProblem> problem = proof.check(leaf, expected);
        return problem.isPresent() ? invalid(problem.get().message()) : valid(List.of());
    }

    private int valid(List<String> reservations) {
        json.print(
                new Validity(true, null, facts, reservations),
                reservations.isEmpty() ? "valid" : "valid, but " + String.join(", and ", reservations));
        return 0;
    }

    private int invalid(@Nullable String reason) {
        json.print(new Validity(false, reason, facts, List.of()), "invalid: " + reason);
        return DOES_NOT_HOLD;
    }

    private void fact(String fact) {
        facts.add(fact);
        json.text(fact);
    }

    /**
     * Whether it holds.
     *
     * @param reason why it does not; null if it does
     * @param facts what was found on the way
     * @param reservations what it does not prove
     */
    record Validity(boolean valid, @Nullable String reason, List<String> facts, List<String> reservations) {}

    private <T> T require(String option, @Nullable T value) {
        if (value == null) {
            throw usage("give a FILE, or all of --leaf-hash, --root, --leaf-index and --leaf-count: " + option
                    + " is missing");
        }
        return value;
    }

    private <T> T parse(String option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
