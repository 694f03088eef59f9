package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.observe.SequencerObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallersAreAnsweredWhateverReadersDoTest {

    @Test
    void aFailureToTellReadersIsNotTheCallers() throws Exception {
        LaneQueue queue = new LaneQueue(new QueueLimits(1000, 1 << 30, 100, 1 << 30));
        Lane lane = new Lane(
                0,
                new MemoryStore(),
                queue,
                new SequencerObserver() {},
                (stream, appended) -> {
                    throw new OutOfMemoryError("no thread to be had, for a test");
                },
                Runnable::run,
                Duration.ofSeconds(1));
        lane.start();
        for (int i = 1; i <= 2; i++) {
            PendingBatch batch = new PendingBatch(
                    Samples.admission(1000, 1000).admit(IngestBatch.of(Samples.stream(), Samples.orders(3)), 0));
            queue.put(batch, Duration.ZERO);
            assertThat(batch.receipt().get(10, TimeUnit.SECONDS).accepted()).isEqualTo(3);
        }
        lane.drain();
    }
}
