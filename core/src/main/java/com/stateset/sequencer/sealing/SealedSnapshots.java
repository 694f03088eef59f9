package com.stateset.sequencer.sealing;

import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.spi.snapshot.Snapshot;
import com.stateset.sequencer.spi.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Snapshots hold what payloads said, and are sealed like these. One that cannot be opened, or is plain where it should not be, counts as
 * none: it is made anew from the events.
 */
record SealedSnapshots(SnapshotStore store, PayloadEncryption encryption) implements SnapshotStore {

    private static final Domain CONTEXT = Domain.of("VES_SNAPSHOT_AT_REST_V1");
    private static final byte[] MARK = "VES-SEALED-STATE".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Optional<Snapshot> latest(Snapshot.Key key, long position) {
        return store.latest(key, position).flatMap(this::opened);
    }

    @Override
    public void put(Snapshot snapshot) {
        Optional<PayloadKey> key = encryption.mode() == Mode.DISABLED
                ? Optional.empty()
                : encryption.keys().current(tenant(snapshot));
        if (key.isPresent()) {
            byte[] sealed = AesGcmEnvelope.seal(key.get(), context(snapshot), ByteBuffer.wrap(snapshot.state()));
            byte[] marked = Arrays.copyOf(MARK, MARK.length + sealed.length);
            System.arraycopy(sealed, 0, marked, MARK.length, sealed.length);
            store.put(snapshot.withState(marked));
        } else if (encryption.mode() != Mode.REQUIRED) {
            store.put(snapshot);
        }
    }

    @Override
    public void discard(String fold) {
        store.discard(fold);
    }

    private Optional<Snapshot> opened(Snapshot stored) {
        byte[] state = stored.state();
        if (state.length < MARK.length || !Arrays.equals(state, 0, MARK.length, MARK, 0, MARK.length)) {
            return encryption.mode() == Mode.REQUIRED ? Optional.empty() : Optional.of(stored);
        }
        byte[] sealed = Arrays.copyOfRange(state, MARK.length, state.length);
        try {
            Optional<PayloadKey> key = encryption.keys().find(tenant(stored), AesGcmEnvelope.keyId(sealed));
            return key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(stored.withState(AesGcmEnvelope.open(key.get(), context(stored), sealed)));
        } catch (SealBrokenException e) {
            return Optional.empty();
        }
    }

    private static UUID tenant(Snapshot snapshot) {
        return snapshot.key().stream().tenantId();
    }

    private static Hash context(Snapshot snapshot) {
        DomainHasher hasher = new DomainHasher()
                .begin(CONTEXT)
                .hash(snapshot.key().digest())
                .u64(snapshot.position())
                .hash(snapshot.leafHash());
        return snapshot.erasures() == 0
                ? hasher.finish()
                : hasher.u64(snapshot.erasures()).finish();
    }
}
