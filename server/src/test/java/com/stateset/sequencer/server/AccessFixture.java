package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.KEY;
import static com.stateset.sequencer.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.schema.PayloadSchemaRegistry;
import com.stateset.sequencer.server.http.KeySecret;
import com.stateset.sequencer.server.jwt.JwtKeys;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server with two tenants: A with two stores and two agents, B with one; events and a commitment in each; and keys of all kinds. Its
 * calls are about tenant A, store 1 and agent 1.
 */
final class AccessFixture implements AutoCloseable {

    /** What a caller may come with, from nothing to everything. */
    enum Credential {
        NONE,
        GARBAGE,
        EXPIRED,
        REVOKED,
        OTHER_TENANT,
        OTHER_STORE,
        OTHER_AGENT,
        OWN_AGENT,
        READ,
        WRITE,
        ADMIN,
        BOOTSTRAP,
        UNSIGNED_JWT,
        CONFUSED_JWT,
        EXPIRED_JWT,
        UNBOUNDED_JWT,
        OTHER_TENANT_JWT,
        OTHER_STORE_JWT,
        OTHER_AGENT_JWT,
        OWN_AGENT_JWT,
        HS256_READ_JWT,
        RS256_WRITE_JWT,
        ES256_ADMIN_JWT,
        EDDSA_ADMIN_JWT
    }

    static final UUID TENANT = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000001");
    static final UUID STORE = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000011");
    static final UUID SECOND_STORE = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000012");
    static final UUID AGENT = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000021");
    static final UUID OTHER_AGENT = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000022");
    static final UUID OTHER_TENANT = UUID.fromString("bbbbbbbb-0000-4000-8000-000000000001");
    static final UUID OTHER_STORE = UUID.fromString("bbbbbbbb-0000-4000-8000-000000000011");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TokenIssuer issuer = new TokenIssuer();
    private final EventStore store;
    private final Sequencer sequencer;
    private final SequencerServer server;
    private final Map<Credential, String> secrets = new EnumMap<>(Credential.class);
    private final UUID eventId = UUID.randomUUID();
    private final String batchId;

    AccessFixture() {
        this(SqliteEventStore.inMemory());
    }

    /** Serves a store, which is closed with the fixture. */
    AccessFixture(EventStore store) {
        this.store = store;
        this.sequencer = Sequencer.builder()
                .store(store)
                .signingKey(SigningKey.generate())
                .headsLogInterval(Duration.ofMillis(50))
                .build();
        this.server = SequencerServer.builder()
                .sequencer(sequencer)
                .apiKey(KEY)
                .jwt(
                        JwtKeys.ofSecret(issuer.secret).and(JwtKeys.ofJwks(issuer.jwks())),
                        TokenIssuer.ISSUER,
                        TokenIssuer.AUDIENCE)
                .registrationsPerMinute(1_000_000)
                .projections(Projections.of(store))
                .port(0)
                .start();
        Instant past = Instant.now().minusSeconds(60);
        secrets.put(Credential.GARBAGE, KeySecret.ofTenant(TENANT));
        secrets.put(Credential.EXPIRED, key(TENANT, Set.of(), null, Permission.ADMIN, past));
        String revoked = key(TENANT, Set.of(), null, Permission.ADMIN, null);
        store.apiKeys().revoke(KeySecret.hash(revoked), past);
        secrets.put(Credential.REVOKED, revoked);
        secrets.put(Credential.OTHER_TENANT, key(OTHER_TENANT, Set.of(), null, Permission.ADMIN, null));
        secrets.put(Credential.OTHER_STORE, key(TENANT, Set.of(SECOND_STORE), null, Permission.ADMIN, null));
        secrets.put(Credential.OTHER_AGENT, key(TENANT, Set.of(), OTHER_AGENT, Permission.READ_WRITE, null));
        secrets.put(Credential.OWN_AGENT, key(TENANT, Set.of(STORE), AGENT, Permission.READ_WRITE, null));
        secrets.put(Credential.READ, key(TENANT, Set.of(), null, Permission.READ, null));
        secrets.put(Credential.WRITE, key(TENANT, Set.of(), null, Permission.READ_WRITE, null));
        secrets.put(Credential.ADMIN, key(TENANT, Set.of(), null, Permission.ADMIN, null));
        secrets.put(Credential.BOOTSTRAP, KEY);
        addTokens(Date.from(past.minusSeconds(1)));
        PayloadSchemaRegistry.of(store)
                .orElseThrow()
                .register(TENANT, "order.placed", "{}", Compatibility.NONE, null, null);
        ingest(TENANT, STORE, eventId);
        ingest(TENANT, SECOND_STORE, UUID.randomUUID());
        ingest(OTHER_TENANT, OTHER_STORE, UUID.randomUUID());
        batchId = sequencer.stream(TENANT, STORE).commit(1, 1).batchId().toString();
        sequencer.stream(OTHER_TENANT, OTHER_STORE).commit(1, 1);
        awaitHeadsLog();
    }

    private void addTokens(Date past) {
        JWTClaimsSet admin = claims(TENANT, "read,write,admin", same -> {});
        secrets.put(Credential.UNSIGNED_JWT, new PlainJWT(admin).serialize());
        secrets.put(Credential.CONFUSED_JWT, confused(admin));
        secrets.put(
                Credential.EXPIRED_JWT,
                issuer.rs256(claims(TENANT, "read,write,admin", claims -> claims.expirationTime(past))));
        secrets.put(
                Credential.UNBOUNDED_JWT,
                issuer.rs256(claims(TENANT, "read,write,admin", claims -> claims.expirationTime(null))));
        secrets.put(Credential.OTHER_TENANT_JWT, issuer.edDsa(claims(OTHER_TENANT, "read,write,admin", same -> {})));
        secrets.put(
                Credential.OTHER_STORE_JWT,
                issuer.es256(
                        claims(TENANT, "read,write,admin", claims -> claims.claim("stores", SECOND_STORE.toString()))));
        secrets.put(
                Credential.OTHER_AGENT_JWT,
                issuer.hs256(claims(TENANT, "read,write", claims -> claims.claim("agent", OTHER_AGENT.toString()))));
        secrets.put(
                Credential.OWN_AGENT_JWT,
                issuer.rs256(claims(
                        TENANT,
                        "read,write",
                        claims -> claims.claim("agent", AGENT.toString()).claim("stores", STORE.toString()))));
        secrets.put(Credential.HS256_READ_JWT, issuer.hs256(claims(TENANT, "read", same -> {})));
        secrets.put(Credential.RS256_WRITE_JWT, issuer.rs256(claims(TENANT, "read,write", same -> {})));
        secrets.put(Credential.ES256_ADMIN_JWT, issuer.es256(admin));
        secrets.put(Credential.EDDSA_ADMIN_JWT, issuer.edDsa(admin));
    }

    private static JWTClaimsSet claims(UUID tenant, String permissions, Consumer<JWTClaimsSet.Builder> change) {
        return TokenIssuer.claims(tenant, claims -> change.accept(claims.claim("perms", permissions)));
    }

    /** Signed with what everyone knows: the RSA key's public part. */
    private String confused(JWTClaimsSet claims) {
        try {
            byte[] known = issuer.rsa.toPublicKey().getEncoded();
            return TokenIssuer.mac(JWSAlgorithm.HS256, claims, known);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    SequencerServer server() {
        return server;
    }

    String secret(Credential credential) {
        return secrets.get(credential);
    }

    String batchId() {
        return batchId;
    }

    /** Adds a key of tenant, stores and agent, and returns its secret. */
    String key(UUID tenant, Set<UUID> stores, @Nullable UUID agent, Permission permission, @Nullable Instant end) {
        String secret = KeySecret.ofTenant(tenant);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        store.apiKeys()
                .add(new ApiKey(
                        KeySecret.hash(secret),
                        tenant,
                        stores,
                        agent,
                        permission,
                        null,
                        null,
                        null,
                        now,
                        end == null ? null : end.truncatedTo(ChronoUnit.MICROS),
                        null,
                        null));
        return secret;
    }

    /** Calls a route, {@code GET /api/v1/head}, about tenant A, and returns the status. */
    int call(String route, Credential credential) {
        String[] parts = route.split(" ", 2);
        if (parts[1].endsWith("/encryption-keys")) {
            sequencer
                    .agentKeys()
                    .register(AccessBodies.SIGNER.agentKey(TENANT)); // which speaks for the key that the body registers
        }
        boolean posts = parts[0].equals("POST") || parts[0].equals("PUT");
        String path = posts ? filled(parts[1]) : filled(parts[1]) + query(parts[1]);
        HttpRequest request =
                request(server, parts[0], path, posts ? AccessBodies.of(route) : null, secrets.get(credential));
        if (!path.contains("/events/stream")) {
            return sent(request, BodyHandlers.ofString()).statusCode();
        }
        // An answer without an end. It is closed only when it is there: one that is cut off before looks broken.
        HttpResponse<Stream<String>> endless = sent(request, BodyHandlers.ofLines());
        endless.body().close();
        return endless.statusCode();
    }

    /** Sends a call with a key, or none. */
    HttpResponse<String> send(String method, String path, @Nullable String body, @Nullable String secret) {
        return sendTo(server, method, path, body, secret);
    }

    /** Sends a call to another server. */
    HttpResponse<String> sendTo(
            SequencerServer to, String method, String path, @Nullable String body, @Nullable String secret) {
        return sent(request(to, method, path, body, secret), BodyHandlers.ofString());
    }

    private static HttpRequest request(
            SequencerServer to, String method, String path, @Nullable String body, @Nullable String secret) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.url() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return secret == null
                ? request.build()
                : request.header("Authorization", (secret.startsWith("ey") ? "Bearer " : "ApiKey ") + secret)
                        .build();
    }

    private static <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return DocumentedAnswer.check(HTTP.send(request, handler));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns a route's path with a thing that there is for each parameter. */
    String filled(String route) {
        String prefix = route.contains("{key_prefix}") ? victim(route.contains("{agent_id}")) : "";
        String schema = route.contains("{schema_id}") ? schema().toString() : "";
        return route.replace("{event_id}", eventId.toString())
                .replace("{schema_id}", schema)
                .replace("{event_type}", "order.placed")
                .replace("{entity_type}", "order")
                .replace("{entity_id}", "o-1")
                .replace("{batch_id}", batchId)
                .replace("{sequence_number}", "1")
                .replace("/console/{file}", "/console/main.js")
                .replace("{name}", "no_projection")
                .replace("{agent_id}", AGENT.toString())
                .replace("{tenant_id}", TENANT.toString())
                .replace("{store_id}", STORE.toString())
                .replace("{key_prefix}", prefix)
                .replace("{file}", "docs.css")
                .replace("<path>", "0/000.p/1");
    }

    static String query(String route) {
        if (route.contains("{schema_id}")
                || route.contains("{batch_id}")
                || route.endsWith("/streams")
                || !route.startsWith("/api/v1/")) {
            return "";
        }
        String tenant = "?tenant_id=" + TENANT;
        return route.contains("/schemas") || route.contains("api-keys") || route.contains("/agents/")
                ? tenant
                : tenant + "&store_id=" + STORE + "&from=1";
    }

    /** A new schema of tenant A, that may be deleted; one of the type in the paths stays. */
    private UUID schema() {
        return PayloadSchemaRegistry.of(store)
                .orElseThrow()
                .register(TENANT, "type " + UUID.randomUUID(), "{}", Compatibility.NONE, null, null)
                .id();
    }

    /** A new key of store 1, perhaps of agent 1, that may be revoked. */
    private String victim(boolean ofAgent) {
        String secret = key(TENANT, Set.of(STORE), ofAgent ? AGENT : null, Permission.READ, null);
        return KeySecret.hash(secret).toHex().substring(0, ApiKey.PREFIX_LENGTH);
    }

    private void ingest(UUID tenant, UUID storeId, UUID id) {
        JsonNode answer = json(send("POST", "/api/v1/events/ingest", AccessBodies.batch(tenant, storeId, id), KEY));
        assertThat(answer.path("events_accepted").asInt()).as(answer.toString()).isEqualTo(1);
        assertThat(sequencer.stream(new StreamId(tenant, storeId)).history().checkpoint())
                .isPresent();
    }

    /** Until it has been signed with its first entry: the tile that is asked for has just that. */
    private void awaitHeadsLog() {
        Instant end = Instant.now().plusSeconds(30);
        while (send("GET", "/log/heads/tile/0/000.p/1", null, KEY).statusCode() != 200) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        server.close();
        sequencer.close();
    }
}
