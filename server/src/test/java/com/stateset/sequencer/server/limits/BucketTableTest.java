package com.stateset.sequencer.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.bucket4j.TimeMeter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BucketTableTest {

    private final SetClock clock = new SetClock();

    @Test
    void a_bucket_holds_a_minutes_calls_and_fills_evenly() {
        BucketTable table = table(10);
        for (int left = 5; left >= 0; left--) {
            RateVerdict verdict = table.take("a", 6);
            assertThat(verdict.allowed()).isTrue();
            assertThat(verdict.remaining()).isEqualTo(left);
        }
        RateVerdict refused = table.take("a", 6);
        assertThat(refused).isEqualTo(new RateVerdict(false, 6, 0, Duration.ofSeconds(60), Duration.ofSeconds(10)));
        clock.advance(Duration.ofSeconds(10));
        assertThat(table.take("a", 6).allowed()).isTrue();
        assertThat(table.take("a", 6).allowed()).isFalse();
        assertThat(table.take("b", 6).allowed()).isTrue();
    }

    @Test
    void to_crowd_a_bucket_out_makes_no_fresh_one() {
        BucketTable table = table(3);
        while (table.take("a", 60).allowed()) {
            assertThat(table.size()).isEqualTo(1);
        }
        clock.advance(Duration.ofMillis(500));
        for (int i = 0; i < 100; i++) {
            table.take("other-" + i, 60);
        }
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.take("a", 60).allowed()).isFalse();
        RateVerdict newcomer = table.take("new", 60);
        assertThat(newcomer.allowed()).isFalse();
        // Each of the two others has one token less than it holds.
        assertThat(newcomer.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        clock.advance(newcomer.retryAfter());
        assertThat(table.take("new", 60).allowed()).isTrue();
        assertThat(table.take("a", 60).allowed()).isTrue();
        assertThat(table.take("a", 60).allowed()).isFalse();
    }

    @Test
    void what_is_full_is_forgotten() {
        BucketTable table = table(3);
        for (int i = 0; i < 100; i++) {
            assertThat(table.take("caller-" + i, 60).allowed()).isTrue();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(table.size()).isEqualTo(3);
    }

    /** What is allocated is more than what is kept. */
    @Test
    void a_bucket_takes_no_more_than_its_share() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int callers = 10_000;
        BucketTable table = table(callers);
        table.take("first", 60);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 1; i < callers; i++) {
            table.take(new UUID(i, i), 60);
        }
        long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / callers;
        System.out.println("a bucket: " + each + " bytes allocated");
        assertThat(table.size()).isEqualTo(callers);
        assertThat(each).isLessThan(BucketTable.BUCKET_BYTES);
    }

    private BucketTable table(int buckets) {
        return new BucketTable((long) buckets * BucketTable.BUCKET_BYTES, clock);
    }

    static final class SetClock implements TimeMeter {

        private long nanos;

        void advance(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
