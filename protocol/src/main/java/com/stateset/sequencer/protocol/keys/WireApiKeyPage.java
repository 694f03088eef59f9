package com.stateset.sequencer.protocol.keys;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answer to {@code GET /api-keys} and {@code GET /agents/{id}/api-keys}: all keys that the caller may revoke.
 *
 * @param keys the keys, the oldest first, also those that open nothing any more
 * @param count how many they are
 */
public record WireApiKeyPage(
        @JsonProperty("keys") List<WireApiKey> keys,
        @JsonProperty("count") int count) {

    /** Copies the list. */
    public WireApiKeyPage {
        keys = List.copyOf(keys);
    }

    /** Returns a page of these keys. */
    public static WireApiKeyPage of(List<WireApiKey> keys) {
        return new WireApiKeyPage(keys, keys.size());
    }
}
