package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.sync.SyncListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** How far each pull of an agent has come, one after the other, for a test that waits for them. */
final class PulledNumbers implements SyncListener {

    private final BlockingQueue<Long> reached = new LinkedBlockingQueue<>();

    @Override
    public void pulled(long through, long head) {
        reached.add(through);
    }

    /** Waits for one that has come so far, and takes it and those before it. */
    void await(long through) throws InterruptedException {
        long last;
        do {
            Long next = reached.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("reaching " + through).isNotNull();
            last = next;
        } while (last < through);
    }
}
