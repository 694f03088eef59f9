package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.ApiKeyStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys of callers of {@link JournalStore}: one record per key as it stands now. */
final class JournalApiKeys implements ApiKeyStore {

    private static final char KIND = 'a';
    private static final int HASH_LENGTH = 32;

    private final Journal journal;
    private final Map<Hash, ApiKey> keys = new HashMap<>();

    JournalApiKeys(Journal journal) {
        this.journal = journal;
        journal.onRecord(KIND, in -> {
            ApiKey key = read(in);
            keys.put(key.hash(), key);
        });
    }

    @Override
    public void add(ApiKey key) {
        journal.step(() -> {
            if (keys.containsKey(key.hash())) {
                throw new IllegalStateException("there is an API key " + key.prefix() + " already");
            }
            return append(key);
        });
    }

    @Override
    public Optional<ApiKey> find(Hash hash) {
        return journal.look(() -> Optional.ofNullable(keys.get(hash)));
    }

    @Override
    public List<ApiKey> ofTenant(UUID tenantId) {
        return journal.look(() -> keys.values().stream()
                .filter(key -> key.tenantId().equals(tenantId))
                .sorted(Comparator.comparing(ApiKey::createdAt)
                        .thenComparing(key -> key.hash().toHex()))
                .toList());
    }

    @Override
    public Optional<ApiKey> revoke(Hash hash, Instant now) {
        return journal.step(() -> {
            ApiKey key = keys.get(hash);
            return key == null || key.revokedAt() != null
                    ? Optional.ofNullable(key)
                    : Optional.of(append(with(key, key.lastUsedAt(), now)));
        });
    }

    @Override
    public void used(Hash hash, Instant moment) {
        journal.step(() -> {
            ApiKey key = keys.get(hash);
            if (key != null && (key.lastUsedAt() == null || key.lastUsedAt().isBefore(moment))) {
                append(with(key, moment, key.revokedAt()));
            }
            return true;
        });
    }

    private ApiKey append(ApiKey key) throws IOException {
        journal.append(KIND, out -> write(key, out));
        return key;
    }

    private static ApiKey with(ApiKey key, @Nullable Instant lastUsedAt, @Nullable Instant revokedAt) {
        return new ApiKey(
                key.hash(),
                key.tenantId(),
                key.storeIds(),
                key.agentId(),
                key.permission(),
                key.rateLimit(),
                key.label(),
                key.mintedBy(),
                key.createdAt(),
                key.expiresAt(),
                lastUsedAt,
                revokedAt);
    }

    private static void write(ApiKey key, DataOutputStream out) throws IOException {
        out.write(key.hash().toByteArray());
        Codec.writeUuid(key.tenantId(), out);
        out.writeInt(key.storeIds().size());
        for (UUID store : key.storeIds()) {
            Codec.writeUuid(store, out);
        }
        Codec.writeNullable(key.agentId(), out, Codec::writeUuid);
        out.writeUTF(key.permission().text());
        Codec.writeNullable(key.rateLimit(), out, (limit, to) -> to.writeInt(limit));
        Codec.writeNullable(key.label(), out, (label, to) -> to.writeUTF(label));
        Codec.writeNullable(key.mintedBy(), out, (by, to) -> to.write(by.toByteArray()));
        Codec.writeInstant(key.createdAt(), out);
        Codec.writeNullable(key.expiresAt(), out, Codec::writeInstant);
        Codec.writeNullable(key.lastUsedAt(), out, Codec::writeInstant);
        Codec.writeNullable(key.revokedAt(), out, Codec::writeInstant);
    }

    private static ApiKey read(DataInputStream in) throws IOException {
        return new ApiKey(
                hash(in),
                Codec.readUuid(in),
                stores(in),
                Codec.readNullable(in, Codec::readUuid),
                Permission.parse(in.readUTF()),
                Codec.readNullable(in, from -> from.readInt()),
                Codec.readNullable(in, from -> from.readUTF()),
                Codec.readNullable(in, JournalApiKeys::hash),
                Codec.readInstant(in),
                Codec.readNullable(in, Codec::readInstant),
                Codec.readNullable(in, Codec::readInstant),
                Codec.readNullable(in, Codec::readInstant));
    }

    private static Hash hash(DataInputStream in) throws IOException {
        return Hash.of(in.readNBytes(HASH_LENGTH));
    }

    private static Set<UUID> stores(DataInputStream in) throws IOException {
        Set<UUID> stores = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            stores.add(Codec.readUuid(in));
        }
        return stores;
    }
}
