package com.stateset.sequencer.examples.server;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a call pass, or ends it with 401. Thread-safe. */
final class Authenticator {

    /** What an API key must begin with to be told from a JWT in a {@code Bearer} header. */
    static final String KEY_PREFIX = "ss_";

    private final byte @Nullable [] keyDigest;
    private final Optional<Path> newKeyFile;

    private Authenticator(byte @Nullable [] keyDigest, Optional<Path> newKeyFile) {
        this.keyDigest = keyDigest;
        this.newKeyFile = newKeyFile;
    }

    /**
     * Learns the key, and makes one first if need be.
     *
     * @throws StartException if there can be none
     */
    static Authenticator of(Authentication authentication) {
        if (authentication instanceof Authentication.Key known) {
            return new Authenticator(digest(known.key()), Optional.empty());
        }
        if (authentication instanceof Authentication.KeyFile kept) {
            SecretFile file = AdminKeyFile.readOrCreate(kept.directory());
            return new Authenticator(digest(file.secret()), file.isNew() ? Optional.of(file.file()) : Optional.empty());
        }
        return new Authenticator(null, Optional.empty());
    }

    /** The file of the key, if it was made just now. */
    Optional<Path> newKeyFile() {
        return newKeyFile;
    }

    void check(Context call) {
        if (keyDigest != null) {
            check(keyDigest, presentedKey(call));
        }
    }

    /** Compares digests, so that neither the time it takes nor the length tells anything about the key. */
    private static void check(byte[] expected, String presented) {
        if (!MessageDigest.isEqual(expected, digest(presented))) {
            throw refusal("The API key is not valid.");
        }
    }

    private static String presentedKey(Context call) {
        String authorization = call.header("Authorization");
        if (authorization != null) {
            return keyOf(authorization.strip());
        }
        return Optional.ofNullable(call.header("x-api-key"))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .orElseThrow(
                        () -> refusal(
                                "This call needs an API key, in a header \"Authorization: ApiKey <key>\" or \"x-api-key: <key>\"."));
    }

    private static String keyOf(String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? authorization : authorization.substring(0, space);
        String credentials = space < 0 ? "" : authorization.substring(space + 1).strip();
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "apikey" -> credentials;
            case "bearer" -> bearerKey(credentials);
            default ->
                throw refusal("The Authorization header must have the scheme ApiKey, or Bearer with an API key.");
        };
    }

    private static String bearerKey(String credentials) {
        if (!credentials.startsWith(KEY_PREFIX)) {
            throw refusal("This server does not take JWTs: as a bearer token it takes an API key, which begins with "
                    + KEY_PREFIX + ".");
        }
        return credentials;
    }

    private static ApiException refusal(String message) {
        return new ApiException(ApiError.unauthorized(message));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
