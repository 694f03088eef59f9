package com.stateset.sequencer.server;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Bodies as agents send them. */
final class Sent {

    static final String TENANT = "b837ab08-77c4-4b8e-b238-ee1d69304d0d";
    static final String STORE = "3b056d6e-6d38-4662-8ce2-5fec822ec06d";
    static final String AGENT = "1a085b02-1e71-472b-b10c-b89561f05db2";
    static final String STREAM = "tenant_id=" + TENANT + "&store_id=" + STORE;

    private Sent() {}

    static String batch(String... events) {
        return batch(List.of(events));
    }

    static String batch(List<String> events) {
        return "{\"agent_id\":\"" + AGENT + "\",\"events\":[" + String.join(",", events) + "]}";
    }

    /** An event of its own id; other members may follow: {@code event("o-1", "{}", "\"base_version\":0")}. */
    static String event(String entityId, String payload, String... members) {
        return event(UUID.randomUUID(), entityId, payload, members);
    }

    static String event(UUID eventId, String entityId, String payload, String... members) {
        String more = List.of(members).stream().map(member -> "," + member).collect(Collectors.joining());
        return """
                {"event_id":"%s","tenant_id":"%s","store_id":"%s","entity_type":"order","entity_id":"%s",
                 "event_type":"order.placed","payload": %s ,"created_at":"2026-01-02T03:04:05.123456789+01:00",
                 "source_agent":"%s"%s}""".formatted(eventId, TENANT, STORE, entityId, payload, AGENT, more);
    }

    static UUID id(int number) {
        return new UUID(0x1234_5678_4321_4abcL, number);
    }
}
