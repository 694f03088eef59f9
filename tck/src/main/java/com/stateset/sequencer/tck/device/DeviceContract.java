package com.stateset.sequencer.tck.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.device.DeviceHost;
import com.stateset.sequencer.device.DeviceReport;
import com.stateset.sequencer.device.DeviceSighting;
import com.stateset.sequencer.device.DeviceStore;
import com.stateset.sequencer.device.KnownDevice;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreContract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a store that keeps installations of agents promises. The tests of one that is a {@link DeviceHost} extend this. */
public abstract class DeviceContract extends StoreContract {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.000001Z");

    private final UUID tenant = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();

    private static DeviceStore devices(EventStore store) {
        return store.as(DeviceHost.class).orElseThrow().devices();
    }

    private static DeviceReport alone(long kept) {
        return new DeviceReport(false, new UUID(0, kept), 0);
    }

    private static DeviceReport first(long sharing) {
        return new DeviceReport(false, null, sharing);
    }

    private DeviceSighting sighting(UUID install, long keyId, long mark, long next) {
        return new DeviceSighting(tenant, agent, keyId, install, new UUID(0, mark), new UUID(0, next), null);
    }

    @Test
    void one_installation_is_alone_whatever_answer_is_lost() {
        atNewPlace((one, other) -> {
            UUID install = UUID.randomUUID();
            assertThat(devices(one).sighted(sighting(install, 1, 0, 1), NOON)).isEqualTo(first(0));
            assertThat(devices(one).sighted(sighting(install, 1, 0, 1), NOON.plusSeconds(1)))
                    .isEqualTo(alone(1));
            assertThat(devices(other).sighted(sighting(install, 1, 1, 2), NOON.plusSeconds(2)))
                    .isEqualTo(alone(1));
            assertThat(devices(other).sighted(sighting(install, 2, 2, 3), NOON.plusSeconds(3)))
                    .isEqualTo(alone(2));
        });
    }

    @Test
    void of_two_copies_both_are_told_until_one_has_left() {
        atNewPlace((one, other) -> {
            UUID install = UUID.randomUUID();
            assertThat(devices(one).sighted(sighting(install, 1, 0, 1), NOON)).isEqualTo(first(0));
            assertThat(devices(one).sighted(sighting(install, 1, 1, 2), NOON.plusSeconds(1)))
                    .isEqualTo(alone(1));
            assertThat(devices(other).sighted(sighting(install, 1, 1, 100), NOON.plusSeconds(2)))
                    .isEqualTo(new DeviceReport(true, new UUID(0, 2), 0));
            assertThat(devices(one).sighted(sighting(install, 1, 2, 3), NOON.plusSeconds(3)))
                    .isEqualTo(new DeviceReport(true, new UUID(0, 100), 0));
            assertThat(devices(one).sighted(sighting(install, 1, 3, 4), NOON.plusSeconds(4)))
                    .isEqualTo(new DeviceReport(true, new UUID(0, 3), 0));
            // The copy becomes a device of its own, and the other one may go on with any mark.
            devices(other)
                    .sighted(
                            new DeviceSighting(
                                    tenant, agent, 2, UUID.randomUUID(), new UUID(0, 100), new UUID(0, 101), install),
                            NOON.plusSeconds(5));
            assertThat(devices(one)
                            .sighted(sighting(install, 1, 77, 5), NOON.plusSeconds(6))
                            .copied())
                    .isFalse();
            assertThat(devices(one).sighted(sighting(install, 1, 5, 6), NOON.plusSeconds(7)))
                    .isEqualTo(alone(5));
        });
    }

    @Test
    void only_installations_with_the_same_key_are_counted() {
        atNewPlace((one, other) -> {
            devices(one).sighted(sighting(UUID.randomUUID(), 1, 0, 1), NOON);
            devices(one).sighted(sighting(UUID.randomUUID(), 2, 0, 1), NOON);
            devices(one)
                    .sighted(
                            new DeviceSighting(
                                    tenant,
                                    UUID.randomUUID(),
                                    1,
                                    UUID.randomUUID(),
                                    new UUID(0, 0),
                                    new UUID(0, 1),
                                    null),
                            NOON);
            assertThat(devices(other).sighted(sighting(UUID.randomUUID(), 1, 0, 1), NOON))
                    .isEqualTo(first(1));
            assertThat(devices(other).sighted(sighting(UUID.randomUUID(), 0xffff_ffffL, 0, 1), NOON))
                    .isEqualTo(first(0));
        });
    }

    @Test
    void what_is_kept_tells_beforehand_what_a_sighting_will_find() {
        atNewPlace((one, other) -> {
            UUID install = UUID.randomUUID();
            assertThat(known(one, install)).isEmpty();
            devices(one).sighted(sighting(install, 1, 0, 1), NOON);
            assertThat(known(other, install)).contains(new KnownDevice(new UUID(0, 1), false));
            devices(one).sighted(sighting(install, 1, 9, 2), NOON);
            assertThat(known(other, install)).contains(new KnownDevice(new UUID(0, 2), true));
            DeviceSighting leaving =
                    new DeviceSighting(tenant, agent, 1, UUID.randomUUID(), new UUID(0, 9), new UUID(0, 10), install);
            devices(one).sighted(leaving, NOON);
            assertThat(known(other, install)).contains(new KnownDevice(new UUID(0, 0), false));
        });
    }

    @Test
    void of_too_many_installations_the_oldest_seen_is_forgotten() {
        atNewPlace((one, other) -> {
            List<UUID> installs = Stream.generate(UUID::randomUUID)
                    .limit(DeviceStore.MOST_OF_AN_AGENT)
                    .toList();
            UUID another = UUID.randomUUID();
            devices(one)
                    .sighted(
                            new DeviceSighting(
                                    tenant, another, 1, installs.get(0), new UUID(0, 0), new UUID(0, 1), null),
                            NOON);
            for (int i = 0; i < installs.size(); i++) {
                assertThat(devices(one).sighted(sighting(installs.get(i), 1, 0, 1), NOON.plusSeconds(i)))
                        .isEqualTo(first(i));
            }
            devices(one).sighted(sighting(installs.get(0), 1, 1, 2), NOON.plusSeconds(100));
            assertThat(installs).allMatch(install -> known(other, install).isPresent());
            // Not even a clock that is behind makes the one that shows itself the one that is forgotten.
            UUID late = UUID.randomUUID();
            assertThat(devices(other).sighted(sighting(late, 1, 0, 1), NOON.minusSeconds(1)))
                    .isEqualTo(first(DeviceStore.MOST_OF_AN_AGENT - 1));
            assertThat(known(one, late)).isPresent();
            assertThat(installs)
                    .filteredOn(install -> known(one, install).isEmpty())
                    .containsExactly(installs.get(1));
            assertThat(devices(one).sighted(sighting(installs.get(1), 1, 1, 2), NOON.plusSeconds(101)))
                    .isEqualTo(first(DeviceStore.MOST_OF_AN_AGENT - 1));
            assertThat(known(one, late)).isEmpty();
            assertThat(devices(one).find(tenant, another, installs.get(0))).isPresent();
        });
    }

    @Test
    void a_noticed_copy_is_not_forgotten_for_others() {
        atNewPlace((one, other) -> {
            UUID copied = UUID.randomUUID();
            devices(one).sighted(sighting(copied, 1, 0, 1), NOON);
            assertThat(devices(one).sighted(sighting(copied, 1, 5, 6), NOON).copied())
                    .isTrue();
            for (int i = 1; i <= DeviceStore.MOST_OF_AN_AGENT; i++) {
                devices(one).sighted(sighting(UUID.randomUUID(), 1, 0, 1), NOON.plusSeconds(i));
            }
            assertThat(known(other, copied)).isPresent();
        });
    }

    private Optional<KnownDevice> known(EventStore store, UUID install) {
        return devices(store).find(tenant, agent, install);
    }
}
