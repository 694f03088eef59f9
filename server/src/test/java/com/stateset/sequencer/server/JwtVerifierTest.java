package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.AccessFixture.AGENT;
import static com.stateset.sequencer.server.AccessFixture.SECOND_STORE;
import static com.stateset.sequencer.server.AccessFixture.STORE;
import static com.stateset.sequencer.server.AccessFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {

    private static final String SECRET = "a secret of the tests, 64 bytes, so that HS512 could take it, too";
    private static final TestServer SERVER = TestServer.start(
            SqliteEventStore.inMemory(), sequencing -> {}, serving -> serving.jwt(SECRET, "issuer", "sequencer"));

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
    void only_the_secret_and_its_algorithm_count() {
        JWTClaimsSet claims = claims();
        assertThat(head(TENANT, STORE, new PlainJWT(claims).serialize())).isEqualTo(401);
        assertThat(head(TENANT, STORE, signed(claims, JWSAlgorithm.HS512, SECRET)))
                .isEqualTo(401);
        assertThat(head(TENANT, STORE, signed(claims, JWSAlgorithm.HS256, SECRET + "x")))
                .isEqualTo(401);
        String good = signed(claims, JWSAlgorithm.HS256, SECRET);
        assertThat(head(TENANT, STORE, good.substring(0, good.lastIndexOf('.') + 1)))
                .isEqualTo(401);
        assertThat(head(TENANT, STORE, "x.y.z")).isEqualTo(401);
        assertThat(head(TENANT, STORE, TestServer.KEY)).isEqualTo(200);
    }

    @Test
    void a_short_secret_is_refused() {
        assertThatThrownBy(() -> SequencerServer.builder().jwt("x".repeat(31), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the secret of JWTs has 31 bytes; it must have 32 or more");
    }

    private static void assertRefused(Consumer<JWTClaimsSet.Builder> change) {
        assertThat(head(TENANT, STORE, token(change))).isEqualTo(401);
    }

    private static JWTClaimsSet claims() {
        return builder().build();
    }

    private static JWTClaimsSet.Builder builder() {
        return new JWTClaimsSet.Builder()
                .subject(TENANT.toString())
                .issuer("issuer")
                .audience("sequencer")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("stores", "")
                .claim("perms", "read");
    }

    private static String token(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = builder();
        change.accept(claims);
        return signed(claims.build(), JWSAlgorithm.HS256, SECRET);
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String secret) {
        try {
            SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
            token.sign(new MACSigner(secret));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static int head(UUID tenant, UUID store, String token) {
        return SERVER.send(SERVER.anonymous("/api/v1/head?tenant_id=" + tenant + "&store_id=" + store)
                        .header("Authorization", "Bearer " + token))
                .statusCode();
    }

    private static int ingest(String token) {
        return SERVER.send(SERVER.anonymous("/api/v1/events/ingest")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(AccessFixture.batch(TENANT, STORE, UUID.randomUUID()))))
                .statusCode();
    }
}
