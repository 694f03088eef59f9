package com.stateset.sequencer.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;

/** Orders of a shop, as JSON whose members are in no particular order. */
final class Payloads {

    private static final int LINE = 90;
    private static final int REST = 270;

    private Payloads() {}

    /** Returns an order of some {@code size} bytes: the longer, the more lines. */
    static String order(int size) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Math.max(1, (size - REST) / LINE); i++) {
            lines.add("{\"sku\":\"SKU-" + (48_213 + 7 * i) + "\",\"title\":\"Compact disc, new\",\"quantity\":"
                    + (1 + i % 3) + ",\"unit_price\":" + (1467 + 13 * i) / 100.0 + ",\"gift\":false}");
        }
        return "{\"order_id\":\"ord-9k2m4x7q1a\",\"customer\":{\"id\":\"c-48213\",\"email\":\"c48213@mail.example\","
                + "\"returning\":true},\"channel\":\"web\",\"lines\":[" + String.join(",", lines)
                + "],\"currency\":\"USD\",\"total\":29.34,\"tax_rate\":0.0825,\"coupon\":null,"
                + "\"ship_to\":{\"country\":\"US\",\"zip\":\"94110\"},\"placed_at\":\"2026-03-01T08:00:01.234567Z\"}";
    }
}
