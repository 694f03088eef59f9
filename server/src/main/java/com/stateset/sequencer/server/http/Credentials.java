package com.stateset.sequencer.server.http;

import com.stateset.sequencer.merkle.Hash;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a call shows so as to be let in: in {@code Authorization}, or without that in {@code x-api-key}. Nothing of it is judged here.
 * A call has one of them, for its own thread.
 */
final class Credentials {

    private static final String ATTRIBUTE = Credentials.class.getName();

    private final Scheme scheme;
    private final String secret;
    private @Nullable Hash hash;

    private Credentials(Scheme scheme, String secret) {
        this.scheme = scheme;
        this.secret = secret;
    }

    enum Scheme {
        /** Nothing is shown. */
        NONE,
        /** {@code Authorization: ApiKey}, or {@code x-api-key}. */
        API_KEY,
        BEARER,
        BASIC,
        /** An {@code Authorization} by a scheme that nothing here understands. */
        OTHER
    }

    /** Reads a call's headers, once. */
    static Credentials of(Context call) {
        Credentials known = call.attribute(ATTRIBUTE);
        if (known != null) {
            return known;
        }
        Credentials read = read(call);
        call.attribute(ATTRIBUTE, read);
        return read;
    }

    private static Credentials read(Context call) {
        String authorization = call.header("Authorization");
        if (authorization != null) {
            return ofAuthorization(authorization.strip());
        }
        String key = call.header("x-api-key");
        return key == null || key.isBlank()
                ? new Credentials(Scheme.NONE, "")
                : new Credentials(Scheme.API_KEY, key.strip());
    }

    private static Credentials ofAuthorization(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String secret = space < 0 ? "" : header.substring(space + 1).strip();
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "apikey" -> new Credentials(Scheme.API_KEY, secret);
            case "bearer" -> new Credentials(Scheme.BEARER, secret);
            case "basic" -> new Credentials(Scheme.BASIC, secret);
            default -> new Credentials(Scheme.OTHER, secret);
        };
    }

    /** How it is shown. */
    Scheme scheme() {
        return scheme;
    }

    /** The key or the token; empty if there is none. */
    String secret() {
        return secret;
    }

    /** The hash by which the secret is known. */
    Hash hash() {
        Hash known = hash;
        if (known == null) {
            known = KeySecret.hash(secret);
            hash = known;
        }
        return known;
    }

    boolean areShown() {
        return scheme != Scheme.NONE;
    }

    /**
     * Returns a key in the user part of a URL, which clients send by the scheme {@code Basic} (RFC 7617), as an API key: the password, or
     * the user if there is no password. Anything else, also if it is malformed, stays what it is.
     */
    Credentials withKeyOfUrl() {
        if (scheme != Scheme.BASIC) {
            return this;
        }
        String pair = decoded();
        int colon = pair.indexOf(':') < 0 ? pair.length() : pair.indexOf(':');
        String password = pair.substring(Math.min(colon + 1, pair.length()));
        String key = password.isEmpty() ? pair.substring(0, colon) : password;
        return key.isEmpty() ? this : new Credentials(Scheme.API_KEY, key);
    }

    private String decoded() {
        try {
            return new String(Base64.getDecoder().decode(secret), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "Credentials[" + scheme + "]";
    }
}
