package com.stateset.sequencer.server.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a call pass, or ends it with 401. Thread-safe. */
public final class Authenticator {

    /** What an API key begins with, to distinguish it from a JWT in a {@code Bearer} header. */
    public static final String KEY_PREFIX = "ss_";

    private static final String INVALID = "The API key is not valid.";

    private final byte @Nullable [] keyDigest;

    private Authenticator(byte @Nullable [] keyDigest) {
        this.keyDigest = keyDigest;
    }

    /** Lets everyone pass. */
    public static Authenticator open() {
        return new Authenticator(null);
    }

    /** Lets those pass who hold a key. */
    public static Authenticator of(String key) {
        return new Authenticator(digest(key));
    }

    /** Whether those who pass are administrators: the one key there is, is theirs. Where everyone passes, no one is known as one. */
    public boolean admitsAdministrators() {
        return keyDigest != null;
    }

    /**
     * Lets the call pass.
     *
     * @throws ApiException if it may not
     */
    public void check(Context call) {
        if (keyDigest != null) {
            check(keyDigest, call);
        }
    }

    private static void check(byte[] expected, Context call) {
        String authorization = call.header("Authorization");
        if (authorization == null) {
            require(expected, keyOf(call), INVALID);
        } else {
            checkAuthorization(expected, authorization.strip());
        }
    }

    /** Compares digests, so that neither the time it takes nor the length tells anything about the key. */
    private static void require(byte[] expected, String presented, String problem) {
        if (!MessageDigest.isEqual(expected, digest(presented))) {
            throw refusal(problem);
        }
    }

    private static String keyOf(Context call) {
        return Optional.ofNullable(call.header("x-api-key"))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .orElseThrow(
                        () -> refusal(
                                "This call needs an API key, in a header \"Authorization: ApiKey <key>\" or \"x-api-key: <key>\"."));
    }

    private static void checkAuthorization(byte[] expected, String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? authorization : authorization.substring(0, space);
        String credentials = space < 0 ? "" : authorization.substring(space + 1).strip();
        switch (scheme.toLowerCase(Locale.ROOT)) {
            case "apikey" -> require(expected, credentials, INVALID);
            case "bearer" -> require(expected, credentials, bearerProblem(credentials));
            default ->
                throw refusal("The Authorization header must have the scheme ApiKey, or Bearer with an API key.");
        }
    }

    /** What is wrong with a bearer token that is not the key: the key itself may be configured to look like anything. */
    private static String bearerProblem(String credentials) {
        return credentials.startsWith(KEY_PREFIX)
                ? INVALID
                : "The bearer token is not the API key; this server does not take JWTs.";
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
