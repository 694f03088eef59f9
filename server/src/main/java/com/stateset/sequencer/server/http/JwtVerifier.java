package com.stateset.sequencer.server.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.stateset.sequencer.protocol.json.WireText;
import com.stateset.sequencer.server.jwt.JwtKeys;
import com.stateset.sequencer.spi.ApiKey.Permission;
import java.text.ParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells who calls with a JWT (RFC 7519), signed by who holds one of the {@link JwtKeys}. Thread-safe.
 *
 * <p>It must have {@code exp}; {@code exp} and {@code nbf} may be {@value #MAX_SKEW_SECONDS} seconds off. Its claims are {@code sub}, the
 * tenant; {@code stores}, ids with commas between them, or empty for all; {@code agent}, which may be absent; and {@code perms}, one of {@code
 * read}, {@code read,write} and {@code read,write,admin} in any order. What is damaged or unknown in them is refused and never left out, since a
 * token with less in it may mean more. A token cannot be revoked: it should end soon.
 */
public final class JwtVerifier {

    private static final int MAX_SKEW_SECONDS = 60;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private JwtVerifier(JwtKeys keys, @Nullable String issuer, @Nullable String audience) {
        JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
        if (issuer != null) {
            exact.issuer(issuer);
        }
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(audience, exact.build(), Set.of("sub", "exp"));
        claims.setMaxClockSkew(MAX_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        keys.applyTo(processor);
    }

    /**
     * Makes one.
     *
     * @param keys what tokens are signed with
     * @param issuer what {@code iss} must be; null for anything
     * @param audience what {@code aud} must name; null for anything
     */
    public static JwtVerifier of(JwtKeys keys, @Nullable String issuer, @Nullable String audience) {
        return new JwtVerifier(keys, issuer, audience);
    }

    /** Returns who calls; empty if the token is not a good one. */
    Optional<Principal> principal(String token) {
        try {
            return Optional.of(principal(processor.process(token, null)));
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Principal principal(JWTClaimsSet claims) throws ParseException {
        String agent = claims.getStringClaim("agent");
        return new Principal(
                WireText.uuid(claims.getSubject()),
                stores(required(claims, "stores")),
                agent == null ? null : WireText.uuid(agent),
                permission(required(claims, "perms")),
                null,
                claims.getExpirationTime().toInstant(),
                null,
                false);
    }

    private static String required(JWTClaimsSet claims, String name) throws ParseException {
        String value = claims.getStringClaim(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Set<UUID> stores(String list) {
        Set<UUID> stores = new HashSet<>();
        if (!list.isEmpty()) {
            for (String store : list.split(",", -1)) {
                stores.add(WireText.uuid(store.strip()));
            }
        }
        return stores;
    }

    private static Permission permission(String list) {
        Set<String> words = new HashSet<>();
        for (String word : list.split(",", -1)) {
            words.add(word.strip());
        }
        if (words.equals(Set.of("read"))) {
            return Permission.READ;
        }
        if (words.equals(Set.of("read", "write"))) {
            return Permission.READ_WRITE;
        }
        if (words.equals(Set.of("read", "write", "admin"))) {
            return Permission.ADMIN;
        }
        throw new IllegalArgumentException("these permissions are not known");
    }
}
