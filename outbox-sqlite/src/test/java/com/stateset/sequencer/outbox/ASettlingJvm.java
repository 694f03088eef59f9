package com.stateset.sequencer.outbox;

import com.stateset.sequencer.sync.conflict.ConflictPolicies;
import com.stateset.sequencer.sync.conflict.ConflictPolicy;
import com.stateset.sequencer.sync.conflict.ConflictSettler;
import java.nio.file.Path;

/** The main class of another process that settles all conflicts, unless it is killed. */
public final class ASettlingJvm {

    private ASettlingJvm() {}

    /** Runs with the outbox's file. */
    public static void main(String[] arguments) {
        try (SqliteOutbox outbox =
                SqliteOutbox.open(Path.of(arguments[0]), CrashSamples.PROFILE, CrashSamples.SIGNER)) {
            System.out.println("BEGINS");
            System.out.flush();
            boolean ignored = new ConflictSettler(outbox, ConflictPolicies.of(ConflictPolicy.MINE)).settleAll();
            System.out.println("DONE");
            System.out.flush();
        }
    }
}
