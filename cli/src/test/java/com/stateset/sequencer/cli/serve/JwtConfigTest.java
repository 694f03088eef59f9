package com.stateset.sequencer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.stateset.sequencer.server.TestServer;
import com.stateset.sequencer.server.TokenIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtConfigTest {

    private static final TokenIssuer TOKENS = new TokenIssuer();
    private static final UUID TENANT = UUID.randomUUID();

    @TempDir
    private Path directory;

    @Test
    void tokens_of_each_configured_key_let_callers_in() throws Exception {
        Path jwks = Files.writeString(directory.resolve("jwks.json"), TOKENS.jwks());
        TokenIssuer another = new TokenIssuer();
        Map<String, String> variables = Map.of(
                "DATA_DIR", directory.resolve("data").toString(),
                "JWT_SECRET", TOKENS.secret,
                "JWT_PUBLIC_KEY", TokenIssuer.pem(another.ed25519.getPublic()),
                "JWT_JWKS_FILE", jwks.toString(),
                "JWT_ISSUER", TokenIssuer.ISSUER);
        JWTClaimsSet claims = TokenIssuer.claims(TENANT, set -> set.audience("stateset-api"));
        try (TestServer server = ConfiguredTestServer.start(variables)) {
            for (String token : new String[] {
                TOKENS.hs256(claims),
                TOKENS.rs256(claims),
                TOKENS.es256(claims),
                TOKENS.edDsa(claims),
                another.edDsa(claims)
            }) {
                assertThat(status(server, token)).isEqualTo(200);
            }
            assertThat(status(server, another.rs256(claims))).isEqualTo(401);
            assertThat(status(server, TOKENS.hs256(TokenIssuer.claims(TENANT, same -> {}))))
                    .isEqualTo(401);
            assertThat(status(
                            server,
                            TOKENS.hs256(TokenIssuer.claims(
                                    TENANT, set -> set.audience("stateset-api").issuer("stateset-sequencer")))))
                    .isEqualTo(401);
        }
    }

    @Test
    void a_token_is_for_the_audience_that_is_configured() {
        Map<String, String> variables = Map.of(
                "DATA_DIR",
                directory.resolve("data").toString(),
                "JWT_SECRET",
                TOKENS.secret,
                "JWT_ISSUER",
                TokenIssuer.ISSUER,
                "JWT_AUDIENCE",
                "orders-api");
        try (TestServer server = ConfiguredTestServer.start(variables)) {
            for (String audience : new String[] {"orders-api", "stateset-api", "orders-api2"}) {
                JWTClaimsSet claims = TokenIssuer.claims(TENANT, set -> set.audience(audience));
                assertThat(status(server, TOKENS.hs256(claims)))
                        .as(audience)
                        .isEqualTo(audience.equals("orders-api") ? 200 : 401);
            }
        }
    }

    @Test
    void without_a_key_no_token_is_taken() {
        JWTClaimsSet claims = TokenIssuer.claims(
                TENANT, set -> set.issuer("stateset-sequencer").audience("stateset-api"));
        try (TestServer server = ConfiguredTestServer.start(
                Map.of("DATA_DIR", directory.resolve("data").toString()))) {
            assertThat(status(server, TOKENS.hs256(claims))).isEqualTo(401);
        }
    }

    @Test
    void what_cannot_be_used_stops_the_start() throws Exception {
        assertRefused(
                "JWT_SECRET",
                "y".repeat(31),
                "JWT_SECRET cannot be used: the secret of JWTs has 31 bytes; it must have 32 or more.");
        assertRefused(
                "JWT_PUBLIC_KEY",
                TOKENS.secret,
                "JWT_PUBLIC_KEY cannot be used: it must be public keys in PEM, from \"-----BEGIN PUBLIC KEY-----\" to"
                        + " \"-----END PUBLIC KEY-----\".");
        assertRefused("JWT_JWKS_FILE", "/nowhere/jwks", "JWT_JWKS_FILE cannot be used: /nowhere/jwks cannot be read.");
        Path none = Files.writeString(directory.resolve("none"), "x");
        assertRefused("JWT_JWKS_FILE", none.toString(), "JWT_JWKS_FILE cannot be used: it is not a JSON Web Key Set.");
        assertRefused(
                "JWT_ISSUER",
                "me",
                "JWT_ISSUER is set, but no key that tokens are signed with: set JWT_SECRET, JWT_PUBLIC_KEY or"
                        + " JWT_JWKS_FILE, too.");
    }

    @Test
    void tokens_that_are_not_asked_for_are_warned_of() {
        Settings settings = new Settings(Map.of("AUTH_MODE", "disabled", "JWT_SECRET", TOKENS.secret));
        assertThat(ServerConfig.from(settings).toString()).doesNotContain(TOKENS.secret);
        assertThat(settings.warnings())
                .containsExactly(
                        "Keys of JSON web tokens are configured, but AUTH_MODE is disabled: tokens are not asked for.");
    }

    private static void assertRefused(String name, String value, String sentence) {
        assertThatThrownBy(() -> ServerConfig.from(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }

    private static int status(TestServer server, String token) {
        String query = "?tenant_id=" + TENANT + "&store_id=" + UUID.randomUUID();
        return server.send(server.anonymous("/api/v1/head" + query).header("Authorization", "Bearer " + token))
                .statusCode();
    }
}
