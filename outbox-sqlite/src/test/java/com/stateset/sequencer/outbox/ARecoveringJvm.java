package com.stateset.sequencer.outbox;

import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.HistoryPin;
import com.stateset.sequencer.sync.NewHistory;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.SyncJournal;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.UUID;

/** The main class of another process that goes over to another history when it is told to on standard input. */
public final class ARecoveringJvm {

    private ARecoveringJvm() {}

    /** Runs with the outbox's file. */
    public static void main(String[] arguments) throws Exception {
        try (SqliteOutbox outbox =
                SqliteOutbox.open(Path.of(arguments[0]), CrashSamples.PROFILE, CrashSamples.SIGNER)) {
            SyncJournal journal = outbox.journal();
            Cursor held = journal.cursor();
            SequencerPin sequencer = new SequencerPin(new UUID(9, 9), new TreeMap<>());
            System.out.println("BEGINS");
            System.out.flush();
            journal.recover(new NewHistory(held, RecoverCrashTest.COMMON, sequencer, HistoryPin.NONE, true));
            System.out.println("DONE");
            System.out.flush();
        }
    }
}
