package com.stateset.sequencer.subscription;

import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Objects;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wants every event, one after the other, for somebody who does not care to ask for them. */
final class Follower implements Subscriber<SequencedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final Consumer<? super SequencedEvent> handler;
    private @Nullable Subscription subscription;

    Follower(Consumer<? super SequencedEvent> handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /** To be called after subscribing. */
    Subscription subscription() {
        return Objects.requireNonNull(subscription);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(SequencedEvent event) {
        handler.accept(event);
    }

    @Override
    public void onError(Throwable cause) {
        if (!(cause instanceof SequencerClosedException)) {
            LOG.error("A handler gets no more events", cause);
        }
    }

    @Override
    public void onComplete() {}
}
