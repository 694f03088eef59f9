package com.stateset.sequencer.server.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of tokens, one for each caller who was seen in the last minute. Thread-safe: one lock is held for the few hundred nanoseconds of
 * a look-up and a subtraction.
 *
 * <p><b>Why to be forgotten gains nothing.</b> A bucket holds a minute's calls, and is full again a minute after its last use at the latest.
 * The table is in the order of last use, and forgets only its oldest bucket, and that only when it is full: the caller's next one, which
 * begins full, is the same. Where the table has its most bytes and even the oldest bucket is not full, a caller without a bucket is
 * refused until that one is: memory never grows, and no limit is ever passed by crowding others out.
 */
final class BucketTable {

    /** What a bucket takes with its place in the table, at most; see BucketTableTest. */
    static final int BUCKET_BYTES = 1024;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final TimeMeter clock;
    private final int maxBuckets;
    private final Map<Object, Limited> buckets = new LinkedHashMap<>(16, 0.75f, true);

    BucketTable(long maxBytes, TimeMeter clock) {
        this.clock = clock;
        this.maxBuckets = (int) Math.max(1, Math.min(maxBytes / BUCKET_BYTES, Integer.MAX_VALUE));
    }

    /**
     * Takes a token of a caller's bucket, if there is one.
     *
     * @param perMinute the most calls of this caller in a minute, always the same
     */
    synchronized RateVerdict take(Object caller, int perMinute) {
        Limited known = buckets.get(caller);
        if (known == null) {
            Duration wait = makeRoom();
            if (wait != null) {
                return new RateVerdict(false, perMinute, 0, wait, wait);
            }
            known = new Limited(perMinute, bucket(perMinute));
            buckets.put(caller, known);
        }
        return known.take();
    }

    /** Puts back what was taken for a call that another limit then refused. */
    synchronized void putBack(Object caller) {
        Limited known = buckets.get(caller);
        if (known != null) {
            known.bucket.addTokens(1);
        }
    }

    synchronized int size() {
        return buckets.size();
    }

    /** Forgets the oldest bucket if need be; returns how long until that can be, if it cannot be now. */
    private @Nullable Duration makeRoom() {
        if (buckets.size() < maxBuckets) {
            return null;
        }
        Iterator<Limited> oldest = buckets.values().iterator();
        Limited candidate = oldest.next();
        long wait = candidate.nanosUntilFull();
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        oldest.remove();
        return null;
    }

    private Bucket bucket(int perMinute) {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(perMinute)
                        .refillGreedy(perMinute, WINDOW)
                        .build())
                .withCustomTimePrecision(clock)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    private record Limited(int perMinute, Bucket bucket) {

        RateVerdict take() {
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            return new RateVerdict(
                    probe.isConsumed(),
                    perMinute,
                    probe.getRemainingTokens(),
                    Duration.ofNanos(probe.getNanosToWaitForReset()),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }

        long nanosUntilFull() {
            return bucket.estimateAbilityToConsume(perMinute).getNanosToWaitForRefill();
        }
    }
}
