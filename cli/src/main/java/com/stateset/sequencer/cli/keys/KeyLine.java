package com.stateset.sequencer.cli.keys;

import com.stateset.sequencer.protocol.keys.WireApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A key on one line: what it is called first, then only what there is to say of it. */
final class KeyLine {

    private KeyLine() {}

    static String of(WireApiKey key) {
        List<String> words = new ArrayList<>(List.of(key.keyHashPrefix(), key.permissions(), state(key)));
        words.add("tenant=" + key.tenantId());
        add(words, "stores", key.storeIds().isEmpty() ? "all" : stores(key.storeIds()));
        add(words, "agent", key.agentId());
        add(words, "created", key.createdAt());
        add(words, "rate-limit", key.rateLimit());
        add(words, "expires", key.expiresAt());
        add(words, "revoked", key.revokedAt());
        add(words, "last-used", key.lastUsedAt());
        add(words, "minted-by", key.mintedBy());
        add(words, "label", printable(key.label()));
        return String.join(" ", words);
    }

    private static String state(WireApiKey key) {
        if (key.revokedAt() != null) {
            return "revoked";
        }
        return key.active() ? "active" : "expired";
    }

    private static String stores(List<UUID> stores) {
        return stores.stream().map(UUID::toString).collect(Collectors.joining(","));
    }

    /** A label must not pass for another line, nor command the terminal. */
    private static @Nullable String printable(@Nullable String label) {
        return label == null ? null : "\"" + label.replaceAll("\\p{C}", "?") + "\"";
    }

    private static void add(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name + "=" + value);
        }
    }
}
