package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/** Counts events, and notices when one is missing, comes twice or comes out of order. */
final class CountingSubscriber implements Subscriber<SequencedEvent> {

    private final AtomicLong last = new AtomicLong();
    private long expected = 1;
    private volatile boolean failed;

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(SequencedEvent event) {
        if (event.sequenceNumber() != expected) {
            failed = true;
        }
        last.lazySet(expected);
        expected++;
    }

    @Override
    public void onError(Throwable cause) {
        failed = true;
    }

    @Override
    public void onComplete() {
        failed = true;
    }

    /** The last sequence number it has. */
    long last() {
        if (failed) {
            throw new IllegalStateException("a subscriber did not get every event once and in order");
        }
        return last.get();
    }
}
