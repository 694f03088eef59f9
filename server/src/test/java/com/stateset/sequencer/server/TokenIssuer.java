package com.stateset.sequencer.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signs tokens with a key of each kind, as a service would that knows who its users are. Public for the tests of the command line. */
public final class TokenIssuer {

    public static final String ISSUER = "issuer";
    public static final String AUDIENCE = "sequencer";

    public final String secret = "a secret of the tests, 64 bytes, so that HS512 could take it, too";
    public final RSAKey rsa;
    public final ECKey ec;
    public final KeyPair ed25519;

    public TokenIssuer() {
        try {
            rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
            ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
            ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The public keys, as a set; the Ed25519 key has the id {@code ed}. */
    public String jwks() {
        byte[] encoded = ed25519.getPublic().getEncoded();
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        OctetKeyPair ed = new OctetKeyPair.Builder(Curve.Ed25519, x).keyID("ed").build();
        return new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK(), ed)).toString();
    }

    public static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Claims that let a tenant read for ten minutes. */
    public static JWTClaimsSet claims(UUID tenant, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(tenant.toString())
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("stores", "")
                .claim("perms", "read");
        change.accept(claims);
        return claims.build();
    }

    public String hs256(JWTClaimsSet claims) {
        return mac(JWSAlgorithm.HS256, claims, secret.getBytes(StandardCharsets.UTF_8));
    }

    public String rs256(JWTClaimsSet claims) {
        try {
            return signed(JWSAlgorithm.RS256, "rsa", claims, new RSASSASigner(rsa));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    public String es256(JWTClaimsSet claims) {
        try {
            return signed(JWSAlgorithm.ES256, "ec", claims, new ECDSASigner(ec));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    public String edDsa(JWTClaimsSet claims) {
        return signed(JWSAlgorithm.EdDSA, "ed", claims, new Ed25519(ed25519));
    }

    public static String mac(JWSAlgorithm algorithm, JWTClaimsSet claims, byte[] secret) {
        try {
            return signed(algorithm, null, claims, new MACSigner(secret));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    public static String signed(JWSAlgorithm algorithm, @Nullable String keyId, JWTClaimsSet claims, JWSSigner signer) {
        try {
            SignedJWT token =
                    new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Ed25519 extends BaseJWSProvider implements JWSSigner {

        private final KeyPair keys;

        private Ed25519(KeyPair keys) {
            super(Set.of(JWSAlgorithm.EdDSA));
            this.keys = keys;
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] signingInput) throws JOSEException {
            try {
                Signature signer = Signature.getInstance("Ed25519");
                signer.initSign(keys.getPrivate());
                signer.update(signingInput);
                return Base64URL.encode(signer.sign());
            } catch (GeneralSecurityException e) {
                throw new JOSEException(e.getMessage(), e);
            }
        }
    }
}
