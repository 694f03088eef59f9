package com.stateset.sequencer.server.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key that may have signed tokens, with the one algorithm that its kind allows. A token's {@code alg} only chooses among these pairs, so
 * the bytes of a public key are never the secret of an HMAC. Immutable.
 *
 * @param algorithm HS256, RS256, ES256 or EdDSA
 * @param id the key's {@code kid}; null for none
 * @param key what verifies
 */
record TrustedKey(JWSAlgorithm algorithm, @Nullable String id, Key key) {

    static final int MIN_RSA_BITS = 2048;

    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int ED25519_BYTES = 32;

    static TrustedKey ofSecret(byte[] secret) {
        return new TrustedKey(JWSAlgorithm.HS256, null, new SecretKeySpec(secret, "HmacSHA256"));
    }

    /**
     * Takes a public key for what its kind allows.
     *
     * @throws IllegalArgumentException if there is no algorithm for it here
     */
    static TrustedKey of(@Nullable String id, PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return ofRsa(id, rsa);
        }
        if (key instanceof ECPublicKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            return new TrustedKey(JWSAlgorithm.ES256, id, key);
        }
        if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
            return new TrustedKey(JWSAlgorithm.EdDSA, id, key);
        }
        throw new IllegalArgumentException("a key of the kind " + key.getAlgorithm()
                + " is not supported; RSA (RS256), P-256 (ES256) and Ed25519 (EdDSA) are");
    }

    private static TrustedKey ofRsa(@Nullable String id, RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key has " + bits + " bits; it must have " + MIN_RSA_BITS + " or more");
        }
        return new TrustedKey(JWSAlgorithm.RS256, id, key);
    }

    /**
     * Takes a key of a set. A set may hold keys for other uses and other algorithms, which are left out; a secret in it is refused: who can
     * read the file could make tokens.
     *
     * @return empty if no token here can be signed with it
     * @throws IllegalArgumentException if it is private, or damaged
     */
    static Optional<TrustedKey> of(JWK jwk) {
        if (jwk.isPrivate()) {
            throw new IllegalArgumentException("it holds a private or secret key; it must hold public keys only");
        }
        if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
            return Optional.empty();
        }
        return publicKey(jwk)
                .map(key -> of(jwk.getKeyID(), key))
                .filter(trusted ->
                        jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(trusted.algorithm));
    }

    private static Optional<PublicKey> publicKey(JWK jwk) {
        try {
            if (jwk instanceof RSAKey rsa) {
                return Optional.of(rsa.toPublicKey());
            }
            if (jwk instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
                return Optional.of(ec.toPublicKey());
            }
            if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
                return Optional.of(ed25519(pair.getX()));
            }
            return Optional.empty();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalArgumentException("a key cannot be read: " + e.getMessage(), e);
        }
    }

    private static PublicKey ed25519(Base64URL x) throws GeneralSecurityException {
        byte[] point = x.decode();
        if (point.length != ED25519_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + point.length + " bytes, not " + ED25519_BYTES);
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_BYTES);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, ED25519_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** Whether a token with this header can be signed with it: the algorithms are the same, and so are the ids, where both have one. */
    boolean fits(JWSHeader header) {
        return algorithm.equals(header.getAlgorithm())
                && (id == null || header.getKeyID() == null || id.equals(header.getKeyID()));
    }

    /** Leaves out the key, which may be a secret. */
    @Override
    public String toString() {
        return algorithm + (id == null ? "" : " " + id);
    }
}
