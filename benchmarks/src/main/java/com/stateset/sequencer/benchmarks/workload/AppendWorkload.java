package com.stateset.sequencer.benchmarks.workload;

import com.stateset.sequencer.event.NewEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes the events of one subject's streams: orders of a shop, some 330 bytes of JSON each. The same seed makes the same
 * events. Not thread-safe.
 */
public final class AppendWorkload {

    public static final String ENTITY_TYPE = "order";
    public static final String EVENT_TYPE = "order.placed";

    private static final Instant FIRST = Instant.parse("2026-03-01T08:00:00Z");
    private static final String[] CHANNELS = {"web", "app", "store", "phone"};

    private final SplittableRandom random;
    private final EntityMix mix;
    private final List<Entity> recent = new ArrayList<>();
    private long made;

    public AppendWorkload(long seed, EntityMix mix) {
        this.random = new SplittableRandom(seed);
        this.mix = mix;
    }

    public List<Sample> next(int count) {
        List<Sample> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(next());
        }
        return samples;
    }

    private Sample next() {
        made++;
        Entity entity = entity();
        entity.version++;
        Instant createdAt = FIRST.plusNanos(made * 1_234_567_000L);
        String moment = createdAt.toString();
        return new Sample(idOf(createdAt), entity.id, entity.key, entity.version, moment, payload(entity.id, moment));
    }

    private Entity entity() {
        if (recent.isEmpty() || random.nextDouble() < mix.newShare()) {
            Entity entity = new Entity("ord-" + Long.toString(random.nextLong(1L << 50), 36), randomId());
            if (recent.size() < EntityMix.RECENT) {
                recent.add(entity);
            } else {
                recent.set((int) (made % EntityMix.RECENT), entity);
            }
            return entity;
        }
        return recent.get(random.nextInt(recent.size()));
    }

    /** The members are not in canonical order, and the numbers are as a JSON library prints doubles. */
    private String payload(String orderId, String placedAt) {
        int customer = 10_000 + random.nextInt(90_000);
        int quantity = 1 + random.nextInt(4);
        double price = (500 + random.nextInt(9500)) / 100.0;
        double total = Math.round(100 * price * quantity) / 100.0;
        return "{\"order_id\":\"" + orderId
                + "\",\"customer\":{\"id\":\"c-" + customer + "\",\"email\":\"c" + customer
                + "@mail.example\",\"returning\":" + random.nextBoolean() + "},\"channel\":\""
                + CHANNELS[random.nextInt(CHANNELS.length)]
                + "\",\"lines\":[{\"sku\":\"SKU-" + (10_000 + random.nextInt(90_000))
                + "\",\"title\":\"Compact disc\","
                + "\"quantity\":" + quantity + ",\"unit_price\":" + price + "}],\"currency\":\"USD\",\"total\":" + total
                + ",\"tax_rate\":0.08,\"ship_to\":{\"country\":\"US\",\"zip\":\""
                + (10_000 + random.nextInt(90_000)) + "\"},\"placed_at\":\"" + placedAt + "\"}";
    }

    /** A version 7 UUID, as the library gives to events that bring none. */
    private UUID idOf(Instant moment) {
        UUID random = randomId();
        return new UUID(
                (moment.toEpochMilli() << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0fffL),
                random.getLeastSignificantBits());
    }

    /** A version 4 UUID. */
    private UUID randomId() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | (1L << 63);
        return new UUID(high, low);
    }

    /**
     * One event of the workload, as raw material for every subject.
     *
     * @param eventId begins with the time
     * @param entityId of an entity of type {@link #ENTITY_TYPE}
     * @param entityKey 16 random bytes that stand for the entity in the bare tables
     * @param entityVersion which event of its entity this is, from 1
     * @param createdAt RFC 3339
     * @param payload a JSON object
     */
    public record Sample(
            UUID eventId, String entityId, UUID entityKey, long entityVersion, String createdAt, String payload) {

        /** Returns it as an application would make it. */
        public NewEvent toEvent() {
            return NewEvent.builder()
                    .eventId(eventId)
                    .entity(ENTITY_TYPE, entityId)
                    .eventType(EVENT_TYPE)
                    .createdAt(createdAt)
                    .payload(payload)
                    .build();
        }
    }

    private static final class Entity {

        private final String id;
        private final UUID key;
        private long version;

        private Entity(String id, UUID key) {
            this.id = id;
            this.key = key;
        }
    }
}
