package com.stateset.sequencer.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.SourceOptions;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.bundle.BundleCheck;
import com.stateset.sequencer.verify.bundle.HistoryProofCheck;
import com.stateset.sequencer.verify.bundle.ProofBundle;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes everything that proves one event. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Writes a JSON file that proves one event to anybody, without a server: the event, its proof, the "
                        + "commitment, the receipt and the keys. verify-proof checks it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file is written, and proves the event",
            "1:there is no such event, it is not committed to yet, or what is stored does not prove it",
            "2:the command line makes no sense",
            "3:the server or the store could not be read"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ProveCommand implements Callable<Integer> {

    private static final int NOT_PROVED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SourceOptions source;

    @Option(names = "--sequence", required = true, paramLabel = "N", description = "The event's sequence number.")
    private long sequenceNumber;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the bundle goes. Default: standard output.")
    private @Nullable Path out;

    @Option(
            names = "--tlog-proof",
            paramLabel = "FILE",
            description =
                    "Also write the proof that the event is in the history, in the form of c2sp.org/tlog-proof@v1, which "
                            + "other programs read. Without --out only that is written, and the event need not be committed to.")
    private @Nullable Path tlogProof;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public ProveCommand() {}

    @Override
    public Integer call() throws Exception {
        if (sequenceNumber < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--sequence is " + sequenceNumber + "; it must be 1 or more");
        }
        return Reading.run(spec, () -> {
            try (ProofSource evidence = source.open(System.getenv())) {
                return prove(evidence);
            } catch (NotCommittedException e) {
                return refuse(String.valueOf(e.getMessage()));
            } catch (VerificationException e) {
                return refuse("what is stored does not prove the event: " + e.getMessage());
            }
        });
    }

    private int prove(ProofSource evidence) {
        if (tlogProof == null || out != null) {
            ProofBundle bundle = evidence.bundle(sequenceNumber);
            BundleCheck.check(bundle, SignatureVerifier.standard(), Set.of());
            if (out == null) {
                print(bundle.toJson());
            } else {
                write(out, bundle.toJson());
            }
        }
        if (tlogProof != null) {
            write(tlogProof, history(evidence).toByteArray());
        }
        if (tlogProof != null || out != null) {
            json.print(new Proved(sequenceNumber, nameOf(out), nameOf(tlogProof)));
        }
        return 0;
    }

    /** The bundle is the answer. Within JSON a line ends only where it may: between what it is made of. */
    private void print(byte[] bundle) {
        String text = new String(bundle, StandardCharsets.UTF_8);
        spec.commandLine()
                .getOut()
                .println(json.isOn() ? text.lines().map(String::stripLeading).collect(Collectors.joining()) : text);
    }

    private static @Nullable String nameOf(@Nullable Path file) {
        return file == null ? null : file.toString();
    }

    /** Fetches the proof of the history and checks it with the event's own leaf. */
    private TlogProof history(ProofSource evidence) {
        TlogProof proof = evidence.tlogProof(sequenceNumber)
                .orElseThrow(() -> new VerificationException("no signed checkpoint holds event " + sequenceNumber));
        HistorySource history = evidence.history();
        SequencedEvent event = history.events(sequenceNumber, 1).stream()
                .filter(found -> found.sequenceNumber() == sequenceNumber)
                .findFirst()
                .orElseThrow(() -> new VerificationException("event " + sequenceNumber + " is missing"));
        HistoryProofCheck.check(proof, event, history.sequencerKeys().values());
        return proof;
    }

    private void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
            json.text("event " + sequenceNumber + " is proved by " + file);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot write " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private int refuse(String sentence) {
        return Reading.fail(spec, "prove: ", sentence, NOT_PROVED);
    }

    /**
     * What was written, for programs.
     *
     * @param bundle the file of the bundle
     * @param tlogProof the file of the proof for other programs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Proved(
            long sequenceNumber,
            @Nullable String bundle,
            @Nullable String tlogProof) {}
}
