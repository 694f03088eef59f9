package com.stateset.sequencer.postgres.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is remembered is right; and the last that were put are remembered, in a bounded number of bytes. */
class EntityVersionsTest {

    private final EntityVersions versions = new EntityVersions();

    @Test
    void nothing_is_known_at_first() {
        assertThat(versions.find(new UUID(0, 0))).isEqualTo(EntityVersions.UNKNOWN);
        assertThat(versions.bytes()).isZero();
    }

    @Test
    void a_version_takes_the_place_of_the_one_before() {
        versions.put(new UUID(0, 0), 0);
        versions.put(new UUID(0, 1), 1);
        versions.put(new UUID(0, 0), 7);

        assertThat(versions.find(new UUID(0, 0))).isEqualTo(7);
        assertThat(versions.find(new UUID(0, 1))).isEqualTo(1);
        assertThat(versions.find(new UUID(1, 0))).isEqualTo(EntityVersions.UNKNOWN);
    }

    @Test
    void it_answers_as_a_map_does_or_has_forgotten() {
        long seed = Long.getLong("sequencer.seed", System.nanoTime());
        System.out.println("versions of entities with seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Map<UUID, Long> all = new HashMap<>();
        List<UUID> keys = LongStream.range(0, 4L * EntityVersions.GENERATION)
                .mapToObj(number -> new UUID(random.nextLong(), number % 2 == 0 ? number : random.nextLong()))
                .toList();
        int forgotten = 0;
        for (int i = 0; i < 500_000; i++) {
            UUID key = keys.get(random.nextInt(keys.size()));
            long found = versions.find(key);
            if (found == EntityVersions.UNKNOWN) {
                forgotten += all.containsKey(key) ? 1 : 0;
            } else {
                assertThat(found).as("seed %s", seed).isEqualTo(all.get(key));
            }
            versions.put(key, i);
            all.put(key, (long) i);
        }
        assertThat(forgotten).isPositive();
    }

    @Test
    void the_last_generation_is_never_forgotten() {
        int many = 3 * EntityVersions.GENERATION + 17;
        for (int i = 0; i < many; i++) {
            versions.put(key(i), i);
            int oldest = Math.max(0, i + 1 - EntityVersions.GENERATION);
            assertThat(versions.find(key(oldest))).isEqualTo(oldest);
        }
        assertThat(versions.find(key(0))).isEqualTo(EntityVersions.UNKNOWN);
    }

    @Test
    void it_takes_two_tables_at_most() {
        for (int i = 0; i < 10 * EntityVersions.GENERATION; i++) {
            versions.put(key(i), i);
        }
        assertThat(versions.bytes()).isLessThanOrEqualTo(2L * 3 * 8 * (1 << 15) + 32);
    }

    private static UUID key(int number) {
        return new UUID(number * 0x9e3779b97f4a7c15L, number);
    }
}
