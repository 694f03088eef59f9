package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.SubscriptionEnded;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.LongAdder;

/** Subscriptions to streams and feeds in this process: a server's event streams are among them. Thread-safe. */
final class SubscriptionMeters {

    private final LongAdder open = new LongAdder();
    private final Counter failures;

    SubscriptionMeters(Meters meters) {
        this.failures = meters.counter("sequencer.subscription.failures", "Subscriptions that an error has ended");
        meters.gauge("sequencer.subscriptions", "Subscriptions that are open", open::sum);
    }

    void started() {
        open.increment();
    }

    void ended(SubscriptionEnded end) {
        open.decrement();
        if (end.cause().isPresent()) {
            failures.increment();
        }
    }
}
