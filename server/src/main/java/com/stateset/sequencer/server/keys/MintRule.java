package com.stateset.sequencer.server.keys;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.keys.ApiKeyRequest;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.spi.ApiKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides which key is minted: a key mints only what is as narrow as itself, or narrower, in each respect: tenant, stores, agent,
 * permission, rate limit, end. What a request leaves out is the minter's. So no chain of keys ever reaches further than its first one; a pure
 * function.
 */
final class MintRule {

    private MintRule() {}

    /**
     * Returns the key that is to be added.
     *
     * @throws com.stateset.sequencer.server.http.ApiException 403 if it would reach further than the minter
     * @throws InvalidMessageException if it would have ended before it began
     */
    static ApiKey decide(
            Principal minter, UUID tenant, @Nullable UUID agent, ApiKeyRequest request, Hash hash, Instant now) {
        Set<UUID> stores = request.storeIds().isEmpty() ? minter.storeIds() : Set.copyOf(request.storeIds());
        ApiKey key = new ApiKey(
                hash,
                tenant,
                stores,
                agent,
                request.permission(),
                rateLimit(minter, request.rateLimit()),
                request.label(),
                minter.keyHash(),
                now,
                end(minter, request.expiresAt(), now),
                null,
                null);
        if (!minter.covers(key)) {
            throw Principal.refusal("A key mints only keys that may do no more than itself.");
        }
        return key;
    }

    private static @Nullable Integer rateLimit(Principal minter, @Nullable Integer asked) {
        Integer most = minter.rateLimit();
        if (asked != null && most != null && asked > most) {
            throw Principal.refusal("A key mints only keys that may make no more calls than itself.");
        }
        return asked == null ? most : asked;
    }

    private static @Nullable Instant end(Principal minter, @Nullable Instant asked, Instant now) {
        Instant latest = minter.expiresAt();
        if (asked == null) {
            return latest;
        }
        if (!asked.isAfter(now)) {
            throw InvalidMessageException.ofMember("expiresAt", "is not in the future");
        }
        if (latest != null && asked.isAfter(latest)) {
            throw Principal.refusal("A key mints only keys that end no later than itself.");
        }
        return asked.truncatedTo(ChronoUnit.MICROS);
    }
}
