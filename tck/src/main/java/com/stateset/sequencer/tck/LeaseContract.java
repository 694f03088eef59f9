package com.stateset.sequencer.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Of all who want a piece of work one has it, until it gives it back or its time is over. */
public abstract class LeaseContract extends StoreContract {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CONTENDERS = 6;

    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void a_lease_has_one_holder() {
        String work = newWork();
        assertThat(leases().take(work, one, LONG)).isTrue();
        assertThat(leases().take(work, other, LONG)).isFalse();
        assertThat(openAnother().leases().take(work, other, LONG)).isFalse();
        assertThat(openAnother().leases().take(work, one, LONG)).isTrue();
    }

    @Test
    void each_work_has_a_lease_of_its_own() {
        String work = newWork();
        assertThat(leases().take(work, one, LONG)).isTrue();
        assertThat(leases().take(work + " ", other, LONG)).isTrue();
        assertThat(leases().take(work.toUpperCase(Locale.ROOT), other, LONG)).isTrue();
    }

    @Test
    void a_lease_that_was_given_back_is_free() {
        String work = newWork();
        leases().take(work, one, LONG);
        leases().release(work, one);
        assertThat(openAnother().leases().take(work, other, LONG)).isTrue();
        assertThat(leases().take(work, one, LONG)).isFalse();
    }

    @Test
    void only_the_holder_gives_a_lease_back() {
        String work = newWork();
        leases().release(work, other);
        leases().take(work, one, LONG);
        leases().release(work, other);
        assertThat(leases().take(work, other, LONG)).isFalse();
    }

    @Test
    void a_lease_ends_by_itself() {
        String work = newWork();
        assertThat(leases().take(work, one, SHORT)).isTrue();
        LeaseStore another = openAnother().leases();
        Retrying.await("the end of the lease", LIMIT, () -> another.take(work, other, LONG));
        assertThat(leases().take(work, one, LONG)).isFalse();
        leases().release(work, one);
        assertThat(leases().take(work, one, LONG)).isFalse();
    }

    @Test
    void a_lease_that_is_prolonged_outlasts_its_first_time() {
        String work = newWork();
        String clock = newWork();
        assertThat(leases().take(work, one, SHORT)).isTrue();
        assertThat(leases().take(work, one, LONG)).isTrue();
        assertThat(leases().take(clock, one, SHORT)).isTrue();
        Retrying.await("the end of a lease as long as the first", LIMIT, () -> leases().take(clock, other, LONG));
        assertThat(leases().take(work, other, LONG)).isFalse();
    }

    @Test
    void of_all_who_take_a_lease_at_once_one_gets_it() {
        EventStore another = openAnother();
        for (int round = 0; round < 20; round++) {
            String work = newWork();
            List<Callable<Boolean>> contenders = new ArrayList<>();
            for (int i = 0; i < CONTENDERS; i++) {
                LeaseStore mine = (i % 2 == 0 ? store() : another).leases();
                UUID holder = UUID.randomUUID();
                contenders.add(() -> mine.take(work, holder, LONG));
            }
            assertThat(Race.run(contenders)).containsOnlyOnce(true);
        }
    }

    private LeaseStore leases() {
        return store().leases();
    }

    private static String newWork() {
        return "commit " + newStream();
    }
}
