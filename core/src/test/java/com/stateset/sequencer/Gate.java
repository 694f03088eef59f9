package com.stateset.sequencer;

import com.stateset.sequencer.spi.AppendBatch;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Holds every append until it is opened. */
final class Gate implements Consumer<List<AppendBatch>> {

    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void accept(List<AppendBatch> group) {
        reached.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
