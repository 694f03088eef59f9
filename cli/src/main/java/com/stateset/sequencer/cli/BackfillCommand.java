package com.stateset.sequencer.cli;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.Deeds;
import com.stateset.sequencer.cli.source.Reading;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.verify.BackfillReport;
import com.stateset.sequencer.verify.StateRootBackfill;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills in state roots that are missing. */
@Command(
        name = "backfill-ves-state-roots",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Fills in state roots that commitments lack, for all streams of a store. A stream that lacks some is verified first, "
                        + "as verify-stream does it; if anything else is wrong with it, it is reported and nothing of it is "
                        + "touched. A stream that lacks none is not looked at any further: use verify-stream.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no state root is missing any more",
            "1:a stream that lacks state roots is damaged, and was left as it is",
            "2:the command line makes no sense",
            "3:the store could not be read"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class BackfillCommand implements Callable<Integer> {

    private static final int WRONG = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--dry-run", description = "Only say what would be filled in.")
    private boolean dryRun;

    @Mixin
    private JsonOption json;

    private long commitments;
    private long filled;
    private final List<String> problems = new ArrayList<>();
    private int exitCode;

    /** Made by picocli. */
    public BackfillCommand() {}

    @Override
    public Integer call() throws Exception {
        return Reading.run(spec, () -> {
            try (EventStore store = storeOptions.open(System.getenv());
                    Deeds deeds = storeOptions.deeds(System.getenv())) {
                store.allStreams().forEach(stream -> backfill(store, stream, deeds));
            }
            json.print(
                    new Backfill(commitments, filled, dryRun, problems),
                    commitments + " commitments have their state roots; " + filled
                            + (dryRun ? " of them would get one (nothing was written)" : " of them got one now"));
            return exitCode;
        });
    }

    private void backfill(EventStore store, StreamId stream, Deeds deeds) {
        BackfillReport found = StateRootBackfill.run(store, stream, SignatureVerifier.standard(), true);
        BackfillReport report = dryRun || found.filled() == 0 ? found : fillIn(store, stream, deeds);
        commitments += report.complete();
        filled += report.filled();
        if (report.filled() > 0) {
            json.text("stream " + stream + ": " + report.filled() + " state roots "
                    + (dryRun ? "would be filled in" : "filled in"));
        }
        if (report.problem().isPresent()) {
            String sentence = "stream " + stream + ": " + report.problem().get() + "; nothing of it was touched";
            problems.add(sentence);
            json.text(sentence);
            exitCode = WRONG;
        }
    }

    private static BackfillReport fillIn(EventStore store, StreamId stream, Deeds deeds) {
        AuditDeed deed = new AuditDeed(
                stream.tenantId(),
                StoreOptions.actor(),
                AuditAction.STATE_ROOTS_FILLED,
                new EntityRef("store", stream.storeId().toString()),
                Map.of(),
                null);
        return deeds.perform(
                deed,
                () -> StateRootBackfill.run(store, stream, SignatureVerifier.standard(), false),
                report -> Map.of("commitments", report.filled()));
    }

    /** What was filled in; of a dry run, what would be. */
    record Backfill(long commitments, long filled, boolean dryRun, List<String> problems) {}
}
