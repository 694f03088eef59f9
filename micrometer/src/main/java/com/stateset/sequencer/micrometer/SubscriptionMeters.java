package com.stateset.sequencer.micrometer;

import com.stateset.sequencer.observe.SubscriptionEnded;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.LongAdder;

/**
 * Subscriptions to streams and feeds in this process: a server's event streams are among them. Thread-safe.
 *
 * <p>A failure is a subscription that ended otherwise than by its subscriber: a handler that threw, a store that is damaged, a stream that
 * ends before what was delivered. A store that is away ends none; they wait for it. Those that a closing sequencer ends may or may not
 * be counted.
 */
final class SubscriptionMeters {

    private final LongAdder open = new LongAdder();
    private final Counter failures;

    SubscriptionMeters(Meters meters) {
        this.failures = meters.counter("sequencer.subscription.failures", "Subscriptions that an error has ended");
        meters.gauge("sequencer.subscriptions", "Subscriptions that are open", open::sum);
    }

    /** One has begun. */
    void started() {
        open.increment();
    }

    /** One that had begun has ended; told once for each. */
    void ended(SubscriptionEnded end) {
        open.decrement();
        if (end.cause().isPresent()) {
            failures.increment();
        }
    }
}
