package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.CheckpointFile;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.SourceOptions;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.verify.AuditOptions;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Walks a stream and recomputes everything that can be recomputed. */
@Command(
        name = "verify-stream",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Walks a stream, over HTTP or in the store, and recomputes payload hashes, signatures, leaves, entity versions, the "
                    + "history tree, Merkle roots, the chain of state roots and the signed checkpoint. Names the first row that is "
                    + "altered, missing or out of order. As soon as the sequencer has a key, a signature that is missing is a failure.",
            "",
            "What is compared with nothing known from elsewhere rests on the word of the source: give --sequencer-key, and keep a "
                    + "checkpoint with --save-checkpoint for the next --checkpoint.",
            "",
            "Events behind the last commitment are no failure. What nothing binds cannot be checked: metadata, tags, a command_id or "
                    + "base_version that was removed, the exact sequenced_at, id and time of commitments, and whether the newest "
                    + "commitments were removed (see --expect-committed)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is as it should be, but for what the last line says",
            "1:something is altered, missing, not signed or out of order",
            "2:the command line makes no sense",
            "3:there is no such stream, the server or the store could not be read, or no checkpoint could be saved, since none is signed"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class VerifyStreamCommand implements Callable<Integer> {

    private static final int SOUND = 0;
    private static final int DAMAGED = 1;
    private static final int NO_SUCH_STREAM = 3;
    private static final int NOTHING_TO_SAVE = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SourceOptions source;

    @Mixin
    private SequencerKeyOption sequencerKey;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A signed checkpoint of this stream that was saved earlier: the history must extend it.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--save-checkpoint",
            paramLabel = "FILE",
            description =
                    "Write the largest signed checkpoint there if everything is as it should be. May be the FILE of "
                            + "--checkpoint.")
    private @Nullable Path saveCheckpoint;

    @Option(names = "--expect-head", paramLabel = "N", description = "There must be N events at least.")
    private long expectedHead;

    @Option(
            names = "--expect-committed",
            paramLabel = "N",
            description =
                    "Commitments must reach event N at least: a newest commitment that was removed shows by nothing else.")
    private long expectedCommitted;

    @Option(
            names = "--accept-missing-payloads",
            description =
                    "Payloads may be missing without a record of their erasure, or encrypted. Without this option both are "
                            + "damage; what is erased on record is not.")
    private boolean acceptMissingPayloads;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public VerifyStreamCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            AuditOptions options = options();
            Map<String, String> environment = System.getenv();
            return report(audit(environment, options), source.describe(environment));
        });
    }

    private AuditOptions options() {
        if (expectedHead < 0 || expectedCommitted < 0) {
            throw new ParameterException(spec.commandLine(), "--expect-head and --expect-committed are 0 or more");
        }
        AuditOptions options =
                AuditOptions.NONE.trusting(sequencerKey.keys()).expecting(expectedHead, expectedCommitted);
        if (checkpoint != null) {
            options = options.extending(CheckpointFile.read(checkpoint));
        }
        return acceptMissingPayloads ? options.acceptingMissingPayloads() : options;
    }

    /** The bar is gone when this returns: it would erase the report. */
    private Verdict audit(Map<String, String> environment, AuditOptions options) {
        try (ProofSource evidence = source.open(environment);
                TerminalProgress progress = TerminalProgress.start("verify", " events", 1)) {
            return StreamAudit.of(evidence.history(), SignatureVerifier.standard(), options, progress::step);
        }
    }

    private int report(Verdict verdict, String place) {
        if (verdict instanceof Verdict.NoSuchStream) {
            String sentence = "there is no such stream: " + source.stream() + " in " + place;
            JsonOption.fail(spec, sentence, NO_SUCH_STREAM);
            say(sentence);
            return NO_SUCH_STREAM;
        }
        json.print(VerdictJson.of(source.stream(), place, verdict));
        json.text("stream " + source.stream() + ", " + place);
        if (verdict instanceof Verdict.Damaged damaged) {
            json.text("damaged: " + damaged.what());
            return DAMAGED;
        }
        Verdict.Sound sound = (Verdict.Sound) verdict;
        figures(sound);
        sound.grounds().forEach(json::text);
        int exitCode = save(sound);
        json.text(
                sound.reservations().isEmpty() ? "sound" : "sound, but " + String.join(", and ", sound.reservations()));
        return exitCode;
    }

    private void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("verify-stream: " + sentence);
        err.flush();
    }

    private void figures(Verdict.Sound sound) {
        line("head", sound.head());
        line("commitments", sound.commitments());
        line("committed", sound.committed());
        line("uncommitted", sound.uncommitted());
        line("signed", sound.signedThrough());
        line("no agent's", sound.payloads().unsigned());
        line("erased", sound.payloads().erased());
        line("encrypted", sound.payloads().encrypted());
        line("end to end", sound.payloads().endToEnd());
        json.text("  root         " + sound.tree().root());
    }

    /** Returns the exit code, as far as it depends on this. */
    private int save(Verdict.Sound sound) {
        if (saveCheckpoint == null) {
            return SOUND;
        }
        if (sound.checkpoint().isEmpty()) {
            say("no checkpoint is saved in " + saveCheckpoint + ": none is signed");
            return NOTHING_TO_SAVE;
        }
        CheckpointFile.write(saveCheckpoint, sound.checkpoint().get(), spec);
        json.text("the checkpoint of " + sound.checkpoint().get().head().size() + " events is saved in "
                + saveCheckpoint);
        return SOUND;
    }

    private void line(String name, long value) {
        json.text(String.format(Locale.ROOT, "  %-12s %,13d", name, value));
    }
}
