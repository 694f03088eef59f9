package com.stateset.sequencer.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Samples;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.DataKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SealingKeysTest {

    private static final EntityRef ADA = new EntityRef("customer", "ada");
    private static final EntityRef BOB = new EntityRef("customer", "bob");
    private static final PayloadKey TENANT_KEY = PayloadKey.of(new byte[PayloadKey.LENGTH]);

    private final StreamId stream = Samples.stream();
    private final SealingKeys keys = new SealingKeys();

    @Test
    void a_key_stays_until_its_entity_is_erased() {
        SealingKeys.Taken first = take(List.of(ADA, BOB), 3);

        assertThat(take(List.of(ADA, BOB), 9).keys()).isEqualTo(first.keys());
        keys.erased(stream, 3, List.of(ADA));
        SealingKeys.Taken later = take(List.of(ADA, BOB), 9);

        assertThat(later.seal().erasures()).isEqualTo(4);
        assertThat(later.keys().get(BOB)).isEqualTo(first.keys().get(BOB));
        assertThat(later.keys().get(ADA)).isNotEqualTo(first.keys().get(ADA));
    }

    @Test
    void a_key_travels_until_it_is_stored() {
        SealingKeys.Taken taken = take(List.of(ADA), 0);
        assertThat(take(List.of(ADA), 0).seal().newKeys()).isEqualTo(taken.seal().newKeys());

        keys.stored(stream, List.of(ADA), taken.seal().newKeys());

        assertThat(take(List.of(ADA), 0).seal().newKeys()).isEmpty();
    }

    @Test
    void others_get_their_keys_while_one_is_wrapped() {
        SealingKeys.Taken known = take(List.of(BOB), 0);

        SealingKeys.Taken taken = keys.take(stream, List.of(ADA), 0, (entity, key) -> {
            assertThat(elsewhere().keys()).isEqualTo(known.keys());
            return wrapped(entity, key);
        });

        assertThat(taken.keys()).containsOnlyKeys(ADA);
    }

    @Test
    void two_who_make_a_key_at_once_get_the_same() throws Exception {
        CyclicBarrier bothMake = new CyclicBarrier(2);
        CompletableFuture<SealingKeys.Taken> another = CompletableFuture.supplyAsync(() -> takeAt(bothMake));
        SealingKeys.Taken mine = takeAt(bothMake);

        assertThat(another.get(10, TimeUnit.SECONDS).keys()).isEqualTo(mine.keys());
    }

    private SealingKeys.Taken takeAt(CyclicBarrier barrier) {
        return keys.take(stream, List.of(ADA), 0, (entity, key) -> {
            try {
                barrier.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return wrapped(entity, key);
        });
    }

    private SealingKeys.Taken elsewhere() {
        try {
            return CompletableFuture.supplyAsync(() -> take(List.of(BOB), 0)).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the lock is held", e);
        }
    }

    private SealingKeys.Taken take(List<EntityRef> entities, long erasures) {
        return keys.take(stream, entities, erasures, this::wrapped);
    }

    private DataKey wrapped(EntityRef entity, PayloadKey key) {
        return DataKeys.wrap(TENANT_KEY, stream, entity, key);
    }
}
