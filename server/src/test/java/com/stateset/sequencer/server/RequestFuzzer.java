package com.stateset.sequencer.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.stateset.sequencer.server.AccessFixture.Credential;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of routes: most of them nearly right, so that they get past the first check. Types, sizes, nesting, text, numbers,
 * paths, queries, headers and methods are altered, each in some requests. The same seed makes the same requests, but for what the
 * fixture draws at random.
 */
final class RequestFuzzer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X-Y");

    /** Values for members: as they stand in JSON text. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "-0",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "4294967296",
            "1".repeat(1000),
            "1".repeat(1001),
            "1E-400",
            "NaN",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\u202e\ufeff\ufffe\"",
            "\"\ud83d\ude00\"",
            "\"e\\u0301\"",
            "\"" + "\u00e4".repeat(600) + "\"",
            "\"" + "y".repeat(70_000) + "\"",
            "\"';--\"",
            "\"%00\"",
            "\"../../..\"",
            "\"2026-01-02T03:04:05Z\"",
            "\"2026-02-30T03:04:60Z\"",
            "\"0000-00-00T00:00:00Z\"",
            "\"+999999999-01-01T00:00:00Z\"",
            "\"0001-01-01T00:00:00+18:00\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"AAAAAAAA-0000-4000-8000-000000000001\"",
            "\"aaaaaaaa-0000-4000-8000-000000000001\"",
            "\"" + "ab".repeat(32) + "\"",
            "\"0x" + "00".repeat(64) + "\"",
            "\"" + "ff".repeat(32) + "\"",
            "[]",
            "{}",
            "[[]]",
            "[null,1,\"x\",{}]",
            "{\"a\":1,\"a\":2}",
            "{\"\":0}",
            "{\"\\u0000\":0}",
            "[".repeat(127) + "]".repeat(127),
            "[".repeat(300) + "]".repeat(300),
            "{\"a\":".repeat(200) + "1" + "}".repeat(200),
            "[" + "0,".repeat(5000) + "0]",
            "");

    /** Texts for parts of paths and values of queries, as they stand in the request line. */
    private static final List<String> TEXTS = List.of(
            "",
            "0",
            "1",
            "-1",
            "2",
            "1.0",
            "1e3",
            "999999999999999999",
            "9223372036854775807",
            "9223372036854775808",
            "9".repeat(400),
            "true",
            "TRUE",
            "null",
            "%00",
            "a%00b",
            "%",
            "%zz",
            "%ff",
            "%c0%af",
            "%ed%a0%80",
            "%F0%9F%98%80",
            "%2F",
            "%2e%2e",
            "..",
            ".",
            ";x=y",
            "%3B",
            "a+b",
            "%25",
            "{x}",
            "<path>",
            "'",
            "%27%20or%201=1--",
            "x".repeat(130),
            "%C3%A4".repeat(520),
            "\u00e4",
            "00000000-0000-0000-0000-000000000000",
            "AAAAAAAA-0000-4000-8000-000000000001",
            "aaaaaaaa-0000-4000-8000-000000000011",
            "aaaaaaaa00004000800000000000000000000001",
            "x000/007.p/0",
            "0/000.p/1",
            "63/000",
            "entries/000.p/256",
            "00/000",
            "ss_x",
            "0123456789ab");

    private static final List<String> PARAMETERS = List.of(
            "tenant_id",
            "store_id",
            "tenantId",
            "from",
            "to",
            "size",
            "limit",
            "before",
            "receipts",
            "batch_id",
            "after_tenant_id",
            "after_store_id",
            "tree_head",
            "treeHead",
            "proofs",
            "format",
            "unknown",
            "",
            "%ff");

    private static final List<String> HEADERS = List.of(
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: application/json; charset=nonsense",
            "Content-Type: ,;=",
            "Content-Type:",
            "Content-Type: application/cloudevents+json",
            "ce-specversion: 1.0",
            "ce-id: %",
            "Content-Encoding: gzip",
            "Content-Encoding: x",
            "Accept: text/plain",
            "Accept: application/cloudevents-batch+json, application/cloudevents+json",
            "Accept: ;;q=,,",
            "Accept: */*;q=nonsense",
            "Accept-Encoding: gzip",
            "Accept-Encoding: gzip;q=0, *;q=x",
            "Accept-Encoding: br, gzip",
            "Accept-Language: ,,;q",
            "Expect: 100-continue",
            "Expect: nonsense",
            "Last-Event-ID: 1",
            "Last-Event-ID: -1",
            "Last-Event-ID: 999999999999999999",
            "Last-Event-ID: \u00e4",
            "Origin: null",
            "Origin: https://evil.example",
            "Origin: :// ",
            "Access-Control-Request-Method: PUT",
            "Authorization: Basic eA==",
            "Authorization: Bearer a.b.c",
            "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
            "Authorization:",
            "x-api-key: \u00e4",
            "x-api-key: ",
            "x-request-id: " + "r".repeat(300),
            "x-request-id: <b>\u00e4",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-For: 1.2.3.4, nonsense",
            "Forwarded: for=\"",
            "Cookie: a=\"; b",
            "Range: bytes=0-1",
            "Range: bytes=9-1",
            "If-None-Match: *",
            "If-Modified-Since: never",
            "Upgrade: websocket",
            "Upgrade: h2c",
            "Sec-WebSocket-Version: 13",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: nonsense",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Host: other.example",
            "Host:",
            "Host: [::1",
            "TE: trailers",
            "X-Long: " + "h".repeat(17_000),
            "\u00e4: x",
            ": x",
            "no colon");

    private static final String CLOUD_EVENTS = """
            [{"specversion":"1.0","id":"%s","source":"ves://%s/%s/%s","type":"order.placed","subject":"order/o-1","data":{},
              "time":"2026-01-02T03:04:05Z","baseversion":"0"}]""".formatted(Sent.id(1), Sent.TENANT, Sent.STORE, Sent.AGENT);

    private final AccessFixture fixture;
    private final Random random;

    RequestFuzzer(AccessFixture fixture, long seed) {
        this.fixture = fixture;
        this.random = new Random(seed);
    }

    /** Makes a request of a route, such as {@code GET /api/v1/head}. */
    byte[] request(String route) {
        String[] parts = route.split(" ", 2);
        String method = oneIn(12) ? any(METHODS) : parts[0];
        boolean isCloudEvents = route.contains("/events/ingest") && oneIn(2);
        byte[] body = (parts[0].equals("POST") && !oneIn(20)) || oneIn(25) ? body(route, isCloudEvents) : new byte[0];
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path(parts[1]))
                .append(query(parts[1]))
                .append(oneIn(60) ? any(List.of(" HTTP/1.0", " HTTP/9.9", " HTTP/", "", " HTTP/1.1 x")) : " HTTP/1.1")
                .append("\r\nHost: localhost\r\nConnection: close\r\n");
        String secret = fixture.secret(credential());
        if (secret != null) {
            head.append("Authorization: ApiKey ").append(secret).append("\r\n");
        }
        if (body.length > 0 || oneIn(20)) {
            int length = oneIn(60) ? random.nextInt(body.length + 1) : body.length;
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        head.append(isCloudEvents ? "Content-Type: application/cloudevents-batch+json\r\n" : "");
        for (int i = oneIn(3) ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            head.append(any(HEADERS)).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private Credential credential() {
        return oneIn(4) ? any(List.of(Credential.values())) : Credential.BOOTSTRAP;
    }

    private String path(String route) {
        if (oneIn(30)) {
            return any(
                    List.of("/", "//", "/api", "*", "http://x/", "/..%2f", "/api/v1/" + any(TEXTS), "/" + any(TEXTS)));
        }
        String filled = fixture.filled(route);
        if (filled.equals(route)) {
            return oneIn(20) ? route + any(List.of("/", "//", ";a=b", "%20", "?", "#x", "/..")) : route;
        }
        return oneIn(3) ? filled : junk(route);
    }

    /** The path with something else for one or more of its parameters. */
    private String junk(String route) {
        StringBuilder path = new StringBuilder();
        String[] filled = fixture.filled(route).split("/", -1);
        String[] named = route.split("/", -1);
        for (int i = 1; i < named.length; i++) {
            boolean isParameter = named[i].startsWith("{") || named[i].startsWith("<");
            path.append('/').append(isParameter && oneIn(2) ? any(TEXTS) : filled[i]);
        }
        return path.toString();
    }

    private String query(String route) {
        String usual = AccessFixture.query(route);
        if (oneIn(2)) {
            return usual;
        }
        List<String> parts = new ArrayList<>(usual.isEmpty() ? List.of() : List.of(usual.substring(1)));
        for (int i = random.nextInt(4); i > 0; i--) {
            String pair = any(PARAMETERS) + (oneIn(15) ? "" : "=") + any(TEXTS);
            if (parts.isEmpty() || oneIn(2)) {
                parts.add(pair);
            } else {
                parts.set(0, parts.get(0).replaceFirst("(from|tenant_id|store_id)=[^&]*", "$1=1"));
                parts.add(pair);
            }
        }
        return "?" + String.join(any(List.of("&", "&", "&", "&&", ";")), parts);
    }

    private byte[] body(String route, boolean isCloudEvents) {
        String good = isCloudEvents ? CLOUD_EVENTS : AccessBodies.of(route.replaceFirst("^\\w+", "POST"));
        if (oneIn(8)) {
            return good.getBytes(StandardCharsets.UTF_8);
        }
        if (oneIn(10)) {
            return damaged(good.getBytes(StandardCharsets.UTF_8));
        }
        if (oneIn(30)) {
            return any(VALUES).getBytes(StandardCharsets.UTF_8);
        }
        return mutated(good).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] damaged(byte[] body) {
        byte[] damaged = body.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return oneIn(3) ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
    }

    private String mutated(String good) {
        try {
            JsonNode tree = JSON.readTree(good);
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                mutate(tree);
            }
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets, removes, adds or repeats something in one of the tree's containers. */
    private void mutate(JsonNode tree) {
        List<ContainerNode<?>> containers = new ArrayList<>();
        collect(tree, containers);
        ContainerNode<?> chosen = any(containers);
        if (chosen instanceof ArrayNode array) {
            switch (random.nextInt(3)) {
                case 0 -> array.removeAll();
                case 1 -> array.addRawValue(new RawValue(any(VALUES)));
                default -> repeat(array);
            }
        } else if (chosen instanceof ObjectNode object) {
            String name = member(object);
            if (name == null || oneIn(10)) {
                object.putRawValue(oneIn(2) ? "payload_kind" : "x\u0000\ud83d\ude00", new RawValue(any(VALUES)));
            } else if (oneIn(6)) {
                object.remove(name);
            } else {
                object.putRawValue(name, new RawValue(any(VALUES)));
            }
        }
    }

    private void repeat(ArrayNode array) {
        JsonNode first = array.isEmpty() ? array.nullNode() : array.get(0);
        for (int i = oneIn(5) ? 1001 : 1 + random.nextInt(3); i > 0; i--) {
            array.add(first);
        }
    }

    private @Nullable String member(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? null : any(names);
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
            container.forEach(child -> collect(child, containers));
        }
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
