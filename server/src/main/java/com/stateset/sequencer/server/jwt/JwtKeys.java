package com.stateset.sequencer.server.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of those who may sign tokens: a shared secret (HS256), and public keys (RS256, ES256, EdDSA). Immutable, thread-safe.
 *
 * <p><b>Why a token cannot choose.</b> Each key verifies by the one algorithm of its kind ({@link TrustedKey}). The header of a token picks
 * among the pairs that are here: {@code none}, another hash, or HS256 where only an RSA key is known, picks none, and the token is refused.
 *
 * <p>Keys are read once. To change them, give the new set to a new server; a set may hold the old and the new key at once, told apart by
 * {@code kid}.
 */
public final class JwtKeys {

    /** The least bytes of a secret: as many as the hash has (RFC 7518, section 3.2). */
    public static final int MIN_SECRET_BYTES = 32;

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private final List<TrustedKey> keys;

    private JwtKeys(List<TrustedKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** No key: no token is good. */
    public static JwtKeys none() {
        return new JwtKeys(List.of());
    }

    /**
     * Takes a secret that is shared with who signs.
     *
     * @param secret at least {@value #MIN_SECRET_BYTES} bytes as UTF-8
     * @throws IllegalArgumentException if it is too short
     */
    public static JwtKeys ofSecret(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "the secret of JWTs has " + bytes.length + " bytes; it must have " + MIN_SECRET_BYTES + " or more");
        }
        return new JwtKeys(List.of(TrustedKey.ofSecret(bytes)));
    }

    /**
     * Reads public keys: one or more, each between {@code BEGIN PUBLIC KEY} and {@code END PUBLIC KEY} (RFC 7468, section 13), of RSA with 2048
     * bits or more, P-256 or Ed25519. Line breaks may be written as {@code \n}, as environments often have them.
     *
     * @throws IllegalArgumentException if there is none, or another one
     */
    public static JwtKeys ofPem(String pem) {
        List<TrustedKey> keys = new ArrayList<>();
        Matcher blocks = PEM.matcher(pem.replace("\\n", "\n"));
        while (blocks.find()) {
            keys.add(TrustedKey.of(null, publicKey(Base64.getMimeDecoder().decode(blocks.group(1)))));
        }
        String rest = blocks.reset().replaceAll("");
        if (keys.isEmpty() || !rest.isBlank()) {
            throw new IllegalArgumentException(
                    "it must be public keys in PEM, from \"-----BEGIN PUBLIC KEY-----\" to \"-----END PUBLIC KEY-----\"");
        }
        return new JwtKeys(keys);
    }

    /**
     * Reads a JSON Web Key Set (RFC 7517). Keys of other kinds, or for other uses, are left out.
     *
     * @throws IllegalArgumentException if it is none, holds a private key, or none that can verify
     */
    public static JwtKeys ofJwks(String json) {
        try {
            List<TrustedKey> keys = JWKSet.parse(json).getKeys().stream()
                    .flatMap(jwk -> TrustedKey.of(jwk).stream())
                    .toList();
            if (keys.isEmpty()) {
                throw new IllegalArgumentException(
                        "it holds no key of RSA, P-256 or Ed25519 to verify signatures with");
            }
            return new JwtKeys(keys);
        } catch (ParseException e) {
            throw new IllegalArgumentException("it is not a JSON Web Key Set", e);
        }
    }

    /** Returns these keys and those of another. */
    public JwtKeys and(JwtKeys others) {
        List<TrustedKey> all = new ArrayList<>(keys);
        all.addAll(others.keys);
        return new JwtKeys(all);
    }

    /** Whether no token is good. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Makes a processor verify by these keys and no others. */
    public void applyTo(DefaultJWTProcessor<SecurityContext> processor) {
        processor.setJWSKeySelector((header, context) -> matching(header));
        processor.setJWSVerifierFactory(new Verifiers());
    }

    private List<Key> matching(JWSHeader header) {
        return keys.stream()
                .filter(key -> key.fits(header))
                .map(TrustedKey::key)
                .toList();
    }

    private static PublicKey publicKey(byte[] encoded) {
        return KINDS.stream()
                .flatMap(kind -> decoded(kind, encoded).stream())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("a public key is neither of RSA nor of P-256 nor of Ed25519"));
    }

    private static Optional<PublicKey> decoded(String kind, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static final class Verifiers extends DefaultJWSVerifierFactory {

        @Override
        public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            return JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) && key instanceof PublicKey ed25519
                    ? new EdDsaVerifier(ed25519)
                    : super.createJWSVerifier(header, key);
        }
    }

    /** Names the algorithms, and leaves out the keys. */
    @Override
    public String toString() {
        return "JwtKeys"
                + keys.stream().map(key -> key.algorithm().getName()).distinct().toList();
    }
}
