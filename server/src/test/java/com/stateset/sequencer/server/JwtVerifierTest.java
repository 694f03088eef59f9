package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.AccessFixture.AGENT;
import static com.stateset.sequencer.server.AccessFixture.SECOND_STORE;
import static com.stateset.sequencer.server.AccessFixture.STORE;
import static com.stateset.sequencer.server.AccessFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.stateset.sequencer.server.jwt.JwtKeys;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {

    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static final TestServer SERVER =
            server(JwtKeys.ofSecret(ISSUER.secret).and(JwtKeys.ofJwks(ISSUER.jwks())));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void a_good_token_reaches_its_tenant_and_stores() {
        String token = token(claims -> {});
        assertThat(head(TENANT, STORE, token)).isEqualTo(200);
        assertThat(head(UUID.randomUUID(), STORE, token)).isEqualTo(403);
        String restricted = token(claims -> claims.claim("stores", STORE + "," + UUID.randomUUID()));
        assertThat(head(TENANT, STORE, restricted)).isEqualTo(200);
        assertThat(head(TENANT, SECOND_STORE, restricted)).isEqualTo(403);
    }

    @Test
    void its_permissions_and_agent_bind() {
        assertThat(ingest(token(claims -> {}))).isEqualTo(403);
        assertThat(ingest(token(claims -> claims.claim("perms", "write, read"))))
                .isEqualTo(200);
        assertThat(ingest(token(claims -> claims.claim("perms", "read,write").claim("agent", AGENT.toString()))))
                .isEqualTo(200);
        assertThat(ingest(token(claims -> claims.claim("perms", "read,write")
                        .claim("agent", UUID.randomUUID().toString()))))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stores", "perms", "sub", "exp", "iss", "aud"})
    void a_token_without_one_of_its_claims_is_refused(String claim) {
        assertThat(head(TENANT, STORE, token(claims -> claims.claim(claim, null))))
                .isEqualTo(401);
    }

    @Test
    void what_a_token_gets_wrong_is_never_left_out() {
        assertRefused(claims -> claims.subject("tenant"));
        assertRefused(claims -> claims.claim("stores", STORE + ",x"));
        assertRefused(claims -> claims.claim("stores", STORE + ","));
        assertRefused(claims -> claims.claim("agent", "x"));
        assertRefused(claims -> claims.claim("agent", ""));
        for (String perms : new String[] {"", "write", "admin", "read,admin", "read,write,root"}) {
            assertRefused(claims -> claims.claim("perms", perms));
        }
        assertRefused(claims -> claims.issuer("another"));
        assertRefused(claims -> claims.audience("another"));
    }

    @Test
    void a_token_is_good_in_its_time_and_a_minute_around_it() {
        Instant now = Instant.now();
        assertRefused(claims -> claims.expirationTime(Date.from(now.minusSeconds(90))));
        assertRefused(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(90))));
        String skewed = token(claims ->
                claims.expirationTime(Date.from(now.minusSeconds(10))).notBeforeTime(Date.from(now.plusSeconds(30))));
        assertThat(head(TENANT, STORE, skewed)).isEqualTo(200);
    }

    @Test
    void each_kind_of_signature_is_taken() {
        JWTClaimsSet claims = TokenIssuer.claims(TENANT, same -> {});
        for (String token :
                List.of(ISSUER.hs256(claims), ISSUER.rs256(claims), ISSUER.es256(claims), ISSUER.edDsa(claims))) {
            assertThat(head(TENANT, STORE, token)).isEqualTo(200);
            String another = TokenIssuer.claims(UUID.randomUUID(), same -> {}).toString();
            String payload = Base64URL.encode(another).toString();
            assertThat(head(TENANT, STORE, token.replaceFirst("\\..*\\.", "." + payload + ".")))
                    .isEqualTo(401);
        }
    }

    @Test
    void only_the_keys_and_their_algorithms_count() {
        JWTClaimsSet claims = TokenIssuer.claims(TENANT, same -> {});
        byte[] secret = ISSUER.secret.getBytes(StandardCharsets.UTF_8);
        assertThat(head(TENANT, STORE, new PlainJWT(claims).serialize())).isEqualTo(401);
        assertThat(head(TENANT, STORE, TokenIssuer.mac(JWSAlgorithm.HS512, claims, secret)))
                .isEqualTo(401);
        assertThat(head(TENANT, STORE, TokenIssuer.mac(JWSAlgorithm.HS256, claims, Arrays.copyOf(secret, 63))))
                .isEqualTo(401);
        TokenIssuer stranger = new TokenIssuer();
        assertThat(head(TENANT, STORE, stranger.rs256(claims))).isEqualTo(401);
        assertThat(head(TENANT, STORE, stranger.es256(claims))).isEqualTo(401);
        assertThat(head(TENANT, STORE, stranger.edDsa(claims))).isEqualTo(401);
        String good = ISSUER.hs256(claims);
        assertThat(head(TENANT, STORE, good.substring(0, good.lastIndexOf('.') + 1)))
                .isEqualTo(401);
        assertThat(head(TENANT, STORE, "x.y.z")).isEqualTo(401);
        assertThat(head(TENANT, STORE, TestServer.KEY)).isEqualTo(200);
    }

    /** The attack: what everyone knows of a public key, taken for the secret of an HMAC. */
    @Test
    void a_public_key_is_not_a_secret() throws Exception {
        JWTClaimsSet claims = TokenIssuer.claims(TENANT, same -> {});
        String pem = TokenIssuer.pem(ISSUER.rsa.toPublicKey());
        byte[] encoded = ISSUER.rsa.toPublicKey().getEncoded();
        try (TestServer server = server(JwtKeys.ofPem(pem))) {
            assertThat(head(server, ISSUER.rs256(claims))).isEqualTo(200);
            for (byte[] known : List.of(
                    pem.getBytes(StandardCharsets.UTF_8), pem.strip().getBytes(StandardCharsets.UTF_8), encoded)) {
                assertThat(head(server, TokenIssuer.mac(JWSAlgorithm.HS256, claims, known)))
                        .isEqualTo(401);
            }
            assertThat(head(server, ISSUER.hs256(claims))).isEqualTo(401);
        }
    }

    @Test
    void a_key_id_picks_the_key() throws Exception {
        JWTClaimsSet claims = TokenIssuer.claims(TENANT, same -> {});
        RSASSASigner signer = new RSASSASigner(ISSUER.rsa);
        assertThat(head(TENANT, STORE, TokenIssuer.signed(JWSAlgorithm.RS256, null, claims, signer)))
                .isEqualTo(200);
        assertThat(head(TENANT, STORE, TokenIssuer.signed(JWSAlgorithm.RS256, "another", claims, signer)))
                .isEqualTo(401);
        assertThat(head(TENANT, STORE, TokenIssuer.signed(JWSAlgorithm.RS512, "rsa", claims, signer)))
                .isEqualTo(401);
    }

    private static TestServer server(JwtKeys keys) {
        return TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> {},
                serving -> serving.jwt(keys, TokenIssuer.ISSUER, TokenIssuer.AUDIENCE));
    }

    private static void assertRefused(Consumer<JWTClaimsSet.Builder> change) {
        assertThat(head(TENANT, STORE, token(change))).isEqualTo(401);
    }

    private static String token(Consumer<JWTClaimsSet.Builder> change) {
        return ISSUER.hs256(TokenIssuer.claims(TENANT, change));
    }

    private static int head(UUID tenant, UUID store, String token) {
        return head(SERVER, tenant, store, token);
    }

    private static int head(TestServer server, String token) {
        return head(server, TENANT, STORE, token);
    }

    private static int head(TestServer server, UUID tenant, UUID store, String token) {
        return server.send(server.anonymous("/api/v1/head?tenant_id=" + tenant + "&store_id=" + store)
                        .header("Authorization", "Bearer " + token))
                .statusCode();
    }

    private static int ingest(String token) {
        return SERVER.send(SERVER.anonymous("/api/v1/events/ingest")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(AccessBodies.batch(TENANT, STORE, UUID.randomUUID()))))
                .statusCode();
    }
}
