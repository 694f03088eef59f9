package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.event.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes events: orders of a shop, some 330 bytes of JSON each, two of three about an order that was seen before. Not thread-safe. */
final class OrderEvents {

    private static final int ORDERS = 1000;

    private final SplittableRandom random;
    private final String[] orders = new String[ORDERS];

    OrderEvents(long seed) {
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < ORDERS; i++) {
            orders[i] = newOrder();
        }
    }

    List<NewEvent> next(int count) {
        List<NewEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(next());
        }
        return events;
    }

    private NewEvent next() {
        int place = random.nextInt(ORDERS);
        if (random.nextInt(3) == 0) {
            orders[place] = newOrder();
        }
        return NewEvent.builder()
                .entity("order", orders[place])
                .eventType("order.placed")
                .payload(payload(orders[place]))
                .build();
    }

    private String newOrder() {
        return "ord-" + Long.toString(random.nextLong(1L << 50), 36);
    }

    private String payload(String order) {
        int customer = 10_000 + random.nextInt(90_000);
        int cents = 500 + random.nextInt(9500);
        return "{\"order_id\":\"" + order + "\",\"customer\":{\"id\":\"c-" + customer + "\",\"email\":\"c" + customer
                + "@mail.example\",\"returning\":" + random.nextBoolean()
                + "},\"channel\":\"web\",\"lines\":[{\"sku\":\"SKU-" + (10_000 + random.nextInt(90_000))
                + "\",\"title\":\"Compact disc\",\"quantity\":1,\"unit_price\":" + cents / 100.0
                + "}],\"currency\":\"USD\",\"total\":" + cents / 100.0
                + ",\"tax_rate\":0.08,\"ship_to\":{\"country\":\"US\",\"zip\":\"" + (10_000 + random.nextInt(90_000))
                + "\"},\"placed_at\":\"2026-03-01T08:00:00Z\"}";
    }
}
