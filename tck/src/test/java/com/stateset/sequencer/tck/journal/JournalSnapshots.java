package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.snapshot.MemorySnapshots;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;

/** The snapshots of {@link JournalStore}. */
final class JournalSnapshots implements SnapshotStore {

    private static final char PUT = 'n';
    private static final char DISCARD = 'x';

    private final Journal journal;
    private final SnapshotStore snapshots = new MemorySnapshots();

    JournalSnapshots(Journal journal) {
        this.journal = journal;
        journal.onRecord(PUT, in -> snapshots.put(read(in)));
        journal.onRecord(DISCARD, in -> snapshots.discard(in.readUTF()));
    }

    @Override
    public Optional<Snapshot> latest(Snapshot.Key key, long position) {
        return journal.look(() -> snapshots.latest(key, position));
    }

    @Override
    public void put(Snapshot snapshot) {
        journal.step(() -> {
            journal.append(PUT, out -> {
                Snapshot.Key key = snapshot.key();
                EntityRef entity = key.entity();
                out.writeUTF(key.fold());
                out.writeInt(key.version());
                Codec.writeUuid(key.stream().tenantId(), out);
                Codec.writeUuid(key.stream().storeId(), out);
                out.writeBoolean(entity != null);
                if (entity != null) {
                    out.writeUTF(entity.type());
                    out.writeUTF(entity.id());
                }
                out.writeLong(snapshot.position());
                out.write(snapshot.leafHash().toByteArray());
                out.writeInt(snapshot.state().length);
                out.write(snapshot.state());
            });
            return true;
        });
    }

    @Override
    public void discard(String fold) {
        journal.step(() -> {
            journal.append(DISCARD, out -> out.writeUTF(fold));
            return true;
        });
    }

    private static Snapshot read(DataInputStream in) throws IOException {
        String fold = in.readUTF();
        int version = in.readInt();
        StreamId stream = new StreamId(Codec.readUuid(in), Codec.readUuid(in));
        EntityRef entity = in.readBoolean() ? new EntityRef(in.readUTF(), in.readUTF()) : null;
        Snapshot.Key key = new Snapshot.Key(fold, version, stream, entity);
        return new Snapshot(key, in.readLong(), Hash.of(in.readNBytes(Hash.LENGTH)), in.readNBytes(in.readInt()));
    }
}
