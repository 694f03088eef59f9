package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.KeyAuthority;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.KeyRegistrationRule;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys of {@link JournalStore}: one record per key as it stands now. */
final class JournalKeys implements AgentKeyStore {

    private static final char KIND = 'k';

    private final Journal journal;
    private final Map<Owner, TreeMap<Long, AgentKey>> keys = new ConcurrentHashMap<>();

    private record Owner(UUID tenantId, UUID agentId) {}

    JournalKeys(Journal journal) {
        this.journal = journal;
        journal.onRecord(KIND, in -> put(read(in)));
    }

    @Override
    public AgentKey register(AgentKey key) {
        return journal.step(() -> {
            AgentKey standing = find(key.tenantId(), key.agentId(), key.keyId());
            return standing != null
                    ? standing
                    : append(KeyRegistrationRule.decide(key, current(key.tenantId(), key.agentId()), now()));
        });
    }

    @Override
    public Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return journal.step(() -> {
            AgentKey key = find(tenantId, agentId, keyId);
            if (key == null || key.revokedAt() != null) {
                return Optional.ofNullable(key);
            }
            return Optional.of(append(key.revokedAt(now())));
        });
    }

    @Override
    public List<AgentKey> keys(UUID tenantId, UUID agentId) {
        return journal.look(() -> current(tenantId, agentId));
    }

    /** The keys as far as they have been taken in, within a step. */
    List<AgentKey> current(UUID tenantId, UUID agentId) {
        return List.copyOf(
                keys.getOrDefault(new Owner(tenantId, agentId), new TreeMap<>()).values());
    }

    private @Nullable AgentKey find(UUID tenantId, UUID agentId, long keyId) {
        return keys.getOrDefault(new Owner(tenantId, agentId), new TreeMap<>()).get(keyId);
    }

    private AgentKey append(AgentKey key) throws IOException {
        journal.append(KIND, out -> write(key, out));
        return key;
    }

    private void put(AgentKey key) {
        keys.computeIfAbsent(new Owner(key.tenantId(), key.agentId()), any -> new TreeMap<>())
                .put(key.keyId(), key);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private static void write(AgentKey key, DataOutputStream out) throws IOException {
        Codec.writeUuid(key.tenantId(), out);
        Codec.writeUuid(key.agentId(), out);
        out.writeLong(key.keyId());
        out.write(key.publicKey().toByteArray());
        Codec.writeNullable(key.validFrom(), out, Codec::writeInstant);
        Codec.writeNullable(key.validTo(), out, Codec::writeInstant);
        Codec.writeNullable(key.revokedAt(), out, Codec::writeInstant);
        out.writeUTF(key.registeredBy().text().orElse(""));
    }

    private static AgentKey read(DataInputStream in) throws IOException {
        return new AgentKey(
                Codec.readUuid(in),
                Codec.readUuid(in),
                in.readLong(),
                Ed25519PublicKey.of(in.readNBytes(Ed25519PublicKey.LENGTH)),
                Codec.readNullable(in, Codec::readInstant),
                Codec.readNullable(in, Codec::readInstant),
                Codec.readNullable(in, Codec::readInstant),
                authority(in.readUTF()));
    }

    private static KeyAuthority authority(String text) {
        return text.isEmpty() ? KeyAuthority.UNRECORDED : KeyAuthority.parse(text);
    }
}
