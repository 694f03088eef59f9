package com.stateset.sequencer.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.IdentityStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** All processes that share a store are one sequencer: one id, and one version per key. */
public abstract class IdentityContract extends StoreContract {

    private static final int CONTENDERS = 6;
    private static final int KEYS = 8;

    @Test
    void the_first_id_is_kept() {
        atNewPlace((one, other) -> {
            UUID id = UUID.randomUUID();
            assertThat(one.identity().sequencerId(id)).isEqualTo(id);
            assertThat(one.identity().sequencerId(UUID.randomUUID())).isEqualTo(id);
            assertThat(other.identity().sequencerId(UUID.randomUUID())).isEqualTo(id);
        });
    }

    @Test
    void all_who_ask_for_an_id_at_once_are_told_the_same() {
        for (int round = 0; round < 3; round++) {
            atNewPlace((one, other) -> {
                List<UUID> told = Race.run(contenders(one, other, store -> store.sequencerId(UUID.randomUUID())));
                assertThat(told).containsOnly(told.get(0));
                assertThat(one.identity().sequencerId(UUID.randomUUID())).isEqualTo(told.get(0));
            });
        }
    }

    @Test
    void keys_get_versions_from_1_on_and_keep_them() {
        atNewPlace((one, other) -> {
            assertThat(one.identity().keys()).isEmpty();
            assertThat(one.identity().keyVersion(publicKey(7))).isEqualTo(1);
            assertThat(other.identity().keyVersion(publicKey(3))).isEqualTo(2);
            assertThat(one.identity().keyVersion(publicKey(5))).isEqualTo(3);
            for (IdentityStore each : List.of(one.identity(), other.identity())) {
                assertThat(each.keyVersion(publicKey(3))).isEqualTo(2);
                assertThat(each.keyVersion(publicKey(5))).isEqualTo(3);
                assertThat(each.keyVersion(publicKey(7))).isEqualTo(1);
                assertThat(each.keys())
                        .containsExactly(
                                Map.entry(1, publicKey(7)), Map.entry(2, publicKey(3)), Map.entry(3, publicKey(5)));
            }
        });
    }

    @Test
    void keys_registered_by_all_at_once_have_one_version_each() {
        atNewPlace((one, other) -> {
            List<Map<Ed25519PublicKey, Integer>> told = Race.run(contenders(one, other, store -> {
                Map<Ed25519PublicKey, Integer> versions = new HashMap<>();
                LongStream.range(0, KEYS)
                        .mapToObj(StoreContract::publicKey)
                        .forEach(key -> versions.put(key, store.keyVersion(key)));
                return versions;
            }));
            assertThat(told).containsOnly(told.get(0));
            assertThat(one.identity().keys().keySet())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, KEYS).boxed().toList());
            one.identity()
                    .keys()
                    .forEach((version, key) -> assertThat(told.get(0)).containsEntry(key, version));
        });
    }

    /** What a contender does. */
    private interface Part<T> {
        T play(IdentityStore store);
    }

    private static <T> List<Callable<T>> contenders(EventStore one, EventStore other, Part<T> part) {
        List<Callable<T>> contenders = new ArrayList<>();
        for (int i = 0; i < CONTENDERS; i++) {
            EventStore mine = i % 2 == 0 ? one : other;
            contenders.add(() -> part.play(mine.identity()));
        }
        return contenders;
    }
}
