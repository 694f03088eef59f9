package com.stateset.sequencer.tck.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tck.Retrying;
import com.stateset.sequencer.tck.StoreContract;
import com.stateset.sequencer.tck.process.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A process that is killed while it appends, erases and rotates keys leaves nothing half erased, and nothing without a key. */
public abstract class ErasureSurvivalContract extends StoreContract {

    private static final boolean LONG = Boolean.getBoolean("sequencer.survival");
    private static final int KILLS = LONG ? 20 : 2;
    private static final int ERASURES_EACH = LONG ? 15 : 12;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void kills_while_keys_rotate_and_entities_are_erased() {
        StreamId stream = newStream();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            int wanted = kill * ERASURES_EACH;
            try (ChildJvm child = ErasingJvm.start(fixture(), place(), stream, line -> keep(told, line))) {
                Retrying.await(
                        wanted + " erasures (it runs: " + child.isAlive() + ")", LIMIT, () -> told.size() >= wanted);
                assertThat(child.isAlive()).as(child.lastWords()).isTrue();
                child.kill();
            }
            List<RecordedErasure> records = ErasureCheck.of(openAnother(), ErasingJvm.FORTH, stream);
            assertThat(records.stream().map(ErasureSurvivalContract::line))
                    .as("what was told as erased")
                    .containsAll(told);
        }
    }

    private static boolean keep(Queue<String> told, String line) {
        return line.startsWith(ErasingJvm.ERASED) && told.add(line);
    }

    private static String line(RecordedErasure record) {
        return ErasingJvm.ERASED + record.sequenceNumber() + " "
                + record.erasure().entity().id();
    }
}
