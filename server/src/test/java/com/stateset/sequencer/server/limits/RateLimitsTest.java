package com.stateset.sequencer.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private final BucketTableTest.SetClock clock = new BucketTableTest.SetClock();

    @Test
    void without_limits_nothing_is_counted() {
        assertThat(limits(null).take("tenant", "key", null)).isEmpty();
        assertThat(limits(null).take("tenant", null, null)).isEmpty();
    }

    @Test
    void what_a_key_is_refused_its_tenant_keeps() {
        RateLimits limits = limits(10);
        for (int i = 0; i < 2; i++) {
            assertThat(limits.take("tenant", "key", 2).orElseThrow().allowed()).isTrue();
        }
        for (int i = 0; i < 50; i++) {
            RateVerdict refused = limits.take("tenant", "key", 2).orElseThrow();
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.limit()).isEqualTo(2);
        }
        assertThat(limits.take("tenant", null, null).orElseThrow().remaining()).isEqualTo(7);
    }

    @Test
    void many_keys_have_no_more_than_their_tenant() {
        RateLimits limits = limits(10);
        long allowed = 0;
        for (int i = 0; i < 100; i++) {
            allowed += limits.take("tenant", "key-" + i, 5).orElseThrow().allowed() ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(10);
        assertThat(limits.take("another", "key", 5).orElseThrow().allowed()).isTrue();
    }

    @Test
    void the_limit_that_is_met_first_is_shown() {
        RateLimits limits = limits(3);
        assertThat(limits.take("tenant", "key", 100).map(RateVerdict::limit)).isEqualTo(Optional.of(3L));
        assertThat(limits.take("tenant", "other", 2).map(RateVerdict::remaining))
                .isEqualTo(Optional.of(1L));
    }

    @Test
    void headers_round_up() {
        assertThat(new RateVerdict(true, 60, 59, Duration.ofMillis(1001), Duration.ZERO).headers())
                .containsEntry("RateLimit-Limit", "60")
                .containsEntry("RateLimit-Remaining", "59")
                .containsEntry("RateLimit-Reset", "2")
                .doesNotContainKey("Retry-After");
        assertThat(new RateVerdict(false, 60, 0, Duration.ofSeconds(60), Duration.ofMillis(3)).headers())
                .containsEntry("RateLimit-Reset", "60")
                .containsEntry("Retry-After", "1");
    }

    private RateLimits limits(Integer perTenant) {
        return RateLimits.of(perTenant, 1 << 20, clock);
    }
}
