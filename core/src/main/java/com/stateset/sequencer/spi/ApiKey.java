package com.stateset.sequencer.spi;

import com.stateset.sequencer.merkle.Hash;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a server lets the holder of a secret do. The secret itself is kept nowhere: it has 192 random bits, so that its plain SHA-256
 * can neither be guessed nor turned back. Immutable.
 *
 * <p>A key belongs to one tenant for good. Nothing of it ever changes but the moments of its last use and of its revocation, so what
 * one process has read of a key stays true but for these.
 *
 * @param hash SHA-256 of the secret
 * @param tenantId the tenant it belongs to
 * @param storeIds the stores it reaches; empty for all of the tenant's
 * @param agentId the agent it sends as; null for any
 * @param permission what it may do there
 * @param rateLimit the most calls in a minute, at least 1; null for no limit of its own
 * @param label what it is called, for people; null for nothing
 * @param mintedBy the key that minted it; null where an administrator of all tenants did
 * @param createdAt when it was minted
 * @param expiresAt from when on it opens nothing any more; null for never
 * @param lastUsedAt about when it was last used, a minute or so late; null for not yet
 * @param revokedAt when it was revoked; null if it was not
 */
public record ApiKey(
        Hash hash,
        UUID tenantId,
        Set<UUID> storeIds,
        @Nullable UUID agentId,
        Permission permission,
        @Nullable Integer rateLimit,
        @Nullable String label,
        @Nullable Hash mintedBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    /** How many characters of the hash in hex name a key among those of a tenant. */
    public static final int PREFIX_LENGTH = 16;

    /** The most stores that a key may name. */
    public static final int MAX_STORES = 50;

    /** The most characters of a label. */
    public static final int MAX_LABEL_LENGTH = 128;

    /**
     * Copies the stores, and checks the limits.
     *
     * @throws IllegalArgumentException if there are too many stores, the label is too long, or the rate limit is not positive
     */
    public ApiKey {
        storeIds = Set.copyOf(storeIds);
        if (storeIds.size() > MAX_STORES) {
            throw new IllegalArgumentException("a key names " + MAX_STORES + " stores at most");
        }
        if (label != null && label.codePointCount(0, label.length()) > MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException("the label is longer than " + MAX_LABEL_LENGTH + " characters");
        }
        if (rateLimit != null && rateLimit < 1) {
            throw new IllegalArgumentException("the rate limit must be positive");
        }
    }

    /** What names it among those of its tenant: the first {@value #PREFIX_LENGTH} hex digits of its hash. */
    public String prefix() {
        return hash.toHex().substring(0, PREFIX_LENGTH);
    }

    /** The stores in their order, for forms that are the same each time. */
    public Set<UUID> sortedStoreIds() {
        return new TreeSet<>(storeIds);
    }

    /** Returns why it opens nothing at that moment, as the end of a sentence; empty if it does. */
    public Optional<String> problemAt(Instant moment) {
        if (revokedAt != null) {
            return Optional.of("has been revoked");
        }
        return expiresAt != null && !moment.isBefore(expiresAt) ? Optional.of("has expired") : Optional.empty();
    }

    /** What a key may do; each may do what those before it may. */
    public enum Permission {
        /** Read. */
        READ,
        /** Read, send events and commit to streams. */
        READ_WRITE,
        /** All of that, and mint and revoke keys. */
        ADMIN;

        /** Whether this is as much as {@code other}, or more. */
        public boolean covers(Permission other) {
            return compareTo(other) >= 0;
        }

        /** The name that is stored and shown: {@code read}, {@code read_write}, {@code admin}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads a {@link #text}.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Permission parse(String text) {
            for (Permission each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("'" + text + "' is no permission");
        }
    }
}
