package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.SourceOptions;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Walks a stream and recomputes everything that is committed to. */
@Command(
        name = "verify-stream",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Walks a stream, over HTTP or in the store, and recomputes payload hashes, signatures, leaves, Merkle roots and "
                    + "the chain of state roots. Names the first row that is altered, missing or out of order.",
            "",
            "Events behind the last commitment are no failure. What no hash covers is not looked at: command_id, "
                    + "base_version and sequenced_at."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is as it should be",
            "1:something is altered, missing or out of order",
            "2:the command line makes no sense",
            "3:the server or the store could not be read"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class VerifyStreamCommand implements Callable<Integer> {

    private static final int DAMAGED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SourceOptions source;

    /** Made by picocli. */
    public VerifyStreamCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            Map<String, String> environment = System.getenv();
            return report(audit(environment), source.describe(environment));
        });
    }

    /** The bar is gone when this returns: it would erase the report. */
    private Verdict audit(Map<String, String> environment) {
        try (ProofSource evidence = source.open(environment);
                TerminalProgress progress = TerminalProgress.start("verify", " events", 1)) {
            return StreamAudit.of(evidence.history(), SignatureVerifier.bouncyCastle(), progress::step);
        }
    }

    private int report(Verdict verdict, String place) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("stream " + source.stream() + ", " + place);
        if (verdict instanceof Verdict.Damaged damaged) {
            out.println("damaged: " + damaged.what());
            return DAMAGED;
        }
        Verdict.Sound sound = (Verdict.Sound) verdict;
        line(out, "head", sound.head());
        line(out, "events", sound.events());
        line(out, "commitments", sound.commitments());
        line(out, "committed", sound.committed());
        line(out, "uncommitted", sound.uncommitted());
        out.println("sound" + (sound.uncommitted() == 0 ? "" : ", but for what is not committed to yet"));
        return 0;
    }

    private static void line(PrintWriter out, String name, long value) {
        out.println(String.format(Locale.ROOT, "  %-12s %,13d", name, value));
    }
}
