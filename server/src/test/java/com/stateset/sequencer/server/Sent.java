package com.stateset.sequencer.server;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Bodies as agents send them. */
public final class Sent {

    /** What is wrong with text that should be a UUID. */
    static final String NO_UUID = "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000";

    /** What is wrong with text that should be a public key. */
    static final String NO_PUBLIC_KEY = "must be the 32 bytes of an Ed25519 public key, as 64 hex digits or in base64";

    public static final String TENANT = "b837ab08-77c4-4b8e-b238-ee1d69304d0d";
    public static final String STORE = "3b056d6e-6d38-4662-8ce2-5fec822ec06d";
    public static final String AGENT = "1a085b02-1e71-472b-b10c-b89561f05db2";
    public static final String STREAM = "tenant_id=" + TENANT + "&store_id=" + STORE;

    private Sent() {}

    public static String batch(String... events) {
        return batch(List.of(events));
    }

    public static String batch(List<String> events) {
        return "{\"agent_id\":\"" + AGENT + "\",\"events\":[" + String.join(",", events) + "]}";
    }

    /** An event of its own id; other members may follow: {@code event("o-1", "{}", "\"base_version\":0")}. */
    public static String event(String entityId, String payload, String... members) {
        return event(UUID.randomUUID(), entityId, payload, members);
    }

    public static String event(UUID eventId, String entityId, String payload, String... members) {
        String more = List.of(members).stream().map(member -> "," + member).collect(Collectors.joining());
        return """
                {"event_id":"%s","tenant_id":"%s","store_id":"%s","entity_type":"order","entity_id":"%s",
                 "event_type":"order.placed","payload": %s ,"created_at":"2026-01-02T03:04:05.123456789+01:00",
                 "source_agent":"%s"%s}""".formatted(eventId, TENANT, STORE, entityId, payload, AGENT, more);
    }

    public static UUID id(int number) {
        return new UUID(0x1234_5678_4321_4abcL, number);
    }
}
