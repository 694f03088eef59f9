package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.spi.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call that minted or revoked an API key.
 *
 * @param success true; failures are errors
 * @param apiKey the secret, of a key that was just minted: it is shown this once
 * @param keyHashPrefix what the key is called in calls
 * @param permissions {@code read}, {@code read_write} or {@code admin}
 * @param message a sentence for a person
 * @param key the key as it is now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyAnswer(
        @JsonProperty("success") boolean success,
        @JsonProperty("apiKey") @Nullable String apiKey,
        @JsonProperty("keyHashPrefix") String keyHashPrefix,
        @JsonProperty("permissions") String permissions,
        @JsonProperty("message") String message,
        @JsonProperty("key") WireApiKey key) {

    /** Returns the answer about a key that was just minted. */
    public static ApiKeyAnswer minted(ApiKey key, String secret, Instant now) {
        return of(key, secret, "The key is shown this once and stored nowhere; keep it.", now);
    }

    /** Returns the answer about a key that is revoked. */
    public static ApiKeyAnswer revoked(ApiKey key, Instant now) {
        return of(key, null, "The key opens nothing any more.", now);
    }

    private static ApiKeyAnswer of(ApiKey key, @Nullable String secret, String message, Instant now) {
        return new ApiKeyAnswer(true, secret, key.prefix(), key.permission().text(), message, WireApiKey.of(key, now));
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "ApiKeyAnswer[" + key + "]";
    }
}
