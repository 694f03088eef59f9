package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * What happens in a small record shop in a day. The same seed makes the same day: the same customers, the same ids, the same
 * times. Not thread-safe.
 */
final class ShopDay {

    static final String ORDER = "order";
    static final String ITEM = "item";

    private static final List<String> CUSTOMERS =
            List.of("ada", "alan", "carl", "emmy", "grace", "henri", "kurt", "marie", "pierre", "sofia");
    private static final List<Item> ITEMS = List.of(
            new Item("blue-train", 1199),
            new Item("horses", 1349),
            new Item("kind-of-blue", 1099),
            new Item("nevermind", 999),
            new Item("pet-sounds", 1250),
            new Item("rumours", 1495));
    private static final List<String> CARRIERS = List.of("bike courier", "parcel post");

    private final long seed;
    private final Random random;
    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private int orders;

    ShopDay(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** A record for sale; the price in cents. */
    record Item(String id, int price) {}

    /** What a customer wants. */
    record Order(String id, String customer, Item item, int units) {

        String total() {
            int cents = units * item.price();
            return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
        }
    }

    /** Each item is counted before the shop opens. */
    List<NewEvent> stocktaking() {
        return ITEMS.stream()
                .map(item -> event(
                                ITEM,
                                item.id(),
                                "inventory.counted",
                                String.format(Locale.ROOT, "{\"on_hand\":%d}", 20 + random.nextInt(30)))
                        .build())
                .toList();
    }

    /** The next customer makes up their mind. */
    Order nextOrder() {
        orders++;
        return new Order(
                String.format(Locale.ROOT, "o-%d", 1000 + orders),
                oneOf(CUSTOMERS),
                oneOf(ITEMS),
                1 + random.nextInt(3));
    }

    NewEvent placed(Order order) {
        String payload = String.format(
                Locale.ROOT,
                "{\"customer\":\"%s\",\"item\":\"%s\",\"total\":%s,\"units\":%d}",
                order.customer(),
                order.item().id(),
                order.total(),
                order.units());
        return event(ORDER, order.id(), "order.placed", payload).build();
    }

    NewEvent paid(Order order) {
        return event(ORDER, order.id(), "order.paid", String.format(Locale.ROOT, "{\"amount\":%s}", order.total()))
                .build();
    }

    NewEvent shipped(Order order) {
        return event(
                        ORDER,
                        order.id(),
                        "order.shipped",
                        String.format(Locale.ROOT, "{\"carrier\":\"%s\"}", oneOf(CARRIERS)))
                .build();
    }

    NewEvent refunded(Order order, UUID command) {
        return event(ORDER, order.id(), "order.refunded", String.format(Locale.ROOT, "{\"amount\":%s}", order.total()))
                .commandId(command)
                .build();
    }

    /** A change of stock; without id, so that the caller may say more about it. */
    NewEvent.Builder adjustment(Item item, int change, String reason) {
        return event(
                ITEM,
                item.id(),
                "inventory.adjusted",
                String.format(Locale.ROOT, "{\"change\":%d,\"reason\":\"%s\"}", change, reason));
    }

    /** Not everybody pays. */
    NewEvent theft() {
        return adjustment(oneOf(ITEMS), -1, "stolen").build();
    }

    /** The cash in the till is counted. */
    NewEvent cashCount() {
        String payload = String.format(Locale.ROOT, "{\"cash\":%d.50}", 200 + random.nextInt(300));
        return event("till", "front", "cash.counted", payload).build();
    }

    /** A random UUID, the same for the same seed; an application would leave the choice to {@link NewEvent}. */
    UUID id() {
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }

    /** A key, the same for the same seed; an application would generate one and keep it secret. */
    SigningKey signingKey(String owner) {
        byte[] keySeed = new byte[SigningKey.SEED_LENGTH];
        new Random(seed + owner.hashCode()).nextBytes(keySeed);
        return SigningKey.ofSeed(keySeed);
    }

    private NewEvent.Builder event(String entityType, String entityId, String eventType, String payload) {
        now = now.plus(Duration.ofSeconds(5 + random.nextInt(90)));
        return NewEvent.builder()
                .eventId(id())
                .createdAt(now.toString())
                .entity(entityType, entityId)
                .eventType(eventType)
                .payload(payload);
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
