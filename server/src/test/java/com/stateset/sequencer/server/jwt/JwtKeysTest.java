package com.stateset.sequencer.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.stateset.sequencer.server.TokenIssuer;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;

class JwtKeysTest {

    private static final TokenIssuer ISSUER = new TokenIssuer();

    @Test
    void each_kind_of_key_verifies_by_its_own_algorithm() throws Exception {
        assertThat(JwtKeys.none().isEmpty()).isTrue();
        assertThat(JwtKeys.ofSecret(ISSUER.secret)).hasToString("JwtKeys[HS256]");
        String pems = TokenIssuer.pem(ISSUER.rsa.toPublicKey())
                + TokenIssuer.pem(ISSUER.ec.toPublicKey())
                + TokenIssuer.pem(ISSUER.ed25519.getPublic());
        assertThat(JwtKeys.ofPem(pems)).hasToString("JwtKeys[RS256, ES256, EdDSA]");
        assertThat(JwtKeys.ofPem(pems.replace("\n", "\\n"))).hasToString("JwtKeys[RS256, ES256, EdDSA]");
        assertThat(JwtKeys.ofJwks(ISSUER.jwks())).hasToString("JwtKeys[RS256, ES256, EdDSA]");
        assertThat(JwtKeys.ofSecret(ISSUER.secret).and(JwtKeys.ofJwks(ISSUER.jwks())))
                .hasToString("JwtKeys[HS256, RS256, ES256, EdDSA]");
    }

    @Test
    void a_short_secret_is_refused() {
        assertThatThrownBy(() -> JwtKeys.ofSecret("x".repeat(31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the secret of JWTs has 31 bytes; it must have 32 or more");
        assertThat(JwtKeys.ofSecret("é".repeat(16)).isEmpty()).isFalse();
    }

    @Test
    void what_is_not_public_keys_in_pem_is_refused() throws Exception {
        for (String text : new String[] {"", "x", ISSUER.secret, TokenIssuer.pem(ISSUER.rsa.toPublicKey()) + "x"}) {
            assertThatThrownBy(() -> JwtKeys.ofPem(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("it must be public keys in PEM");
        }
        String privateKey = TokenIssuer.pem(ISSUER.rsa.toPublicKey()).replace("PUBLIC", "PRIVATE");
        assertThatThrownBy(() -> JwtKeys.ofPem(privateKey)).hasMessageStartingWith("it must be public keys in PEM");
        assertThatThrownBy(() -> JwtKeys.ofPem("-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----"))
                .hasMessage("a public key is neither of RSA nor of P-256 nor of Ed25519");
    }

    @Test
    void weak_and_unknown_public_keys_are_refused() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        String small = TokenIssuer.pem(rsa.generateKeyPair().getPublic());
        assertThatThrownBy(() -> JwtKeys.ofPem(small))
                .hasMessage("an RSA key has 1024 bits; it must have 2048 or more");
        String p384 = TokenIssuer.pem(new ECKeyGenerator(Curve.P_384).generate().toPublicKey());
        assertThatThrownBy(() -> JwtKeys.ofPem(p384)).hasMessageStartingWith("a key of the kind EC is not supported");
    }

    @Test
    void a_set_holds_public_keys_to_verify_with() throws Exception {
        RSAKey encrypting = new RSAKeyGenerator(2048).keyUse(KeyUse.ENCRYPTION).generate();
        assertThatThrownBy(() -> JwtKeys.ofJwks(new JWKSet(encrypting.toPublicJWK()).toString()))
                .hasMessage("it holds no key of RSA, P-256 or Ed25519 to verify signatures with");
        assertThatThrownBy(() -> JwtKeys.ofJwks(new JWKSet(ISSUER.rsa).toString(false)))
                .hasMessage("it holds a private or secret key; it must hold public keys only");
        String secret = new JWKSet(new OctetSequenceKeyGenerator(256).generate()).toString(false);
        assertThatThrownBy(() -> JwtKeys.ofJwks(secret))
                .hasMessage("it holds a private or secret key; it must hold public keys only");
        assertThatThrownBy(() -> JwtKeys.ofJwks("{}")).hasMessage("it is not a JSON Web Key Set");
    }
}
