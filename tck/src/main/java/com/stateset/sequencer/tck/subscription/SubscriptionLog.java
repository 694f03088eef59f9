package com.stateset.sequencer.tck.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks for a few events at a time and keeps them. */
final class SubscriptionLog implements Subscriber<SequencedEvent> {

    private static final int PIECE = 10;

    private final long from;
    private final List<SequencedEvent> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable Subscription subscription;

    SubscriptionLog(long from) {
        this.from = from;
    }

    long from() {
        return from;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(PIECE);
    }

    @Override
    public void onNext(SequencedEvent event) {
        events.add(event);
        Subscription given = subscription;
        if (given != null && events.size() % PIECE == 0) {
            given.request(PIECE);
        }
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}

    int size() {
        return events.size();
    }

    List<SequencedEvent> events() {
        return List.copyOf(events);
    }

    void stop() {
        Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
    }
}
