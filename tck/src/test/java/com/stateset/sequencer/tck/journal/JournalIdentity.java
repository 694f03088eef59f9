package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.spi.IdentityStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who sequences {@link JournalStore}. */
final class JournalIdentity implements IdentityStore {

    private static final char ID = 'i';
    private static final char KEY = 'v';

    private final Journal journal;
    private @Nullable UUID id;
    private final List<Ed25519PublicKey> keys = new ArrayList<>();

    JournalIdentity(Journal journal) {
        this.journal = journal;
        journal.onRecord(ID, in -> id = Codec.readUuid(in));
        journal.onRecord(KEY, in -> keys.add(Ed25519PublicKey.of(in.readNBytes(Ed25519PublicKey.LENGTH))));
    }

    @Override
    public UUID sequencerId(UUID ifNone) {
        return journal.step(() -> {
            if (id == null) {
                journal.append(ID, out -> Codec.writeUuid(ifNone, out));
            }
            return id == null ? ifNone : id;
        });
    }

    @Override
    public int keyVersion(Ed25519PublicKey key) {
        return journal.step(() -> {
            if (!keys.contains(key)) {
                journal.append(KEY, out -> out.write(key.toByteArray()));
            }
            return keys.indexOf(key) + 1;
        });
    }

    @Override
    public SortedMap<Integer, Ed25519PublicKey> keys() {
        return journal.look(() -> {
            SortedMap<Integer, Ed25519PublicKey> byVersion = new TreeMap<>();
            keys.forEach(key -> byVersion.put(byVersion.size() + 1, key));
            return byVersion;
        });
    }
}
