package com.stateset.sequencer.outbox;

import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.PushOutcome;
import java.nio.file.Path;
import java.util.List;

/** The main class of another process that appends and pushes until it is killed, and prints the answers. */
public final class AnAppendingJvm {

    private AnAppendingJvm() {}

    /** Runs with the outbox's file. */
    public static void main(String[] arguments) {
        try (SqliteOutbox outbox =
                SqliteOutbox.open(Path.of(arguments[0]), CrashSamples.PROFILE, CrashSamples.SIGNER)) {
            for (long n = 0; ; n++) {
                print(
                        "APPENDED ",
                        outbox.append(List.of(CrashSamples.draft(), CrashSamples.draft()), BaseVersions.FROM_LOCAL));
                if (n % 3 == 0) {
                    push(outbox);
                }
            }
        }
    }

    /** The log's numbers come from the events' positions here: there is no server. */
    private static void push(SqliteOutbox outbox) {
        List<LocalEvent> taken = outbox.journal().take(new BatchLimits(5, 5, 10_000));
        print("TAKEN ", taken);
        outbox.journal()
                .record(
                        taken.stream()
                                .<PushOutcome>map(
                                        event -> new PushOutcome.Stored(event.eventId(), event.position(), null))
                                .toList(),
                        0);
        print("ACCEPTED ", taken);
    }

    private static void print(String word, List<LocalEvent> events) {
        events.forEach(event -> System.out.println(word + event.eventId()));
        System.out.flush();
    }
}
