package com.stateset.sequencer.verify.bundle;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as it stands in a file: its parts have the forms of PROTOCOL section 5.
 *
 * <p>Two forms differ from what servers send. The event has no signature of its receipt, because the receipt stands beside it; and the
 * sequencer has its keys, but no current one. Files of earlier versions lack some of the second names that servers write today.
 *
 * @param bundle what kind of file it is: {@link #KIND}
 * @param event the event
 * @param proof its place in the commitment
 * @param commitment the commitment
 * @param receipt the receipt
 * @param sequencer who sequenced it, and with which keys
 * @param agentKeys the key directory of its agent, as the sequencer wrote it
 * @param tlogProof the proof that it is in the history, the text of a {@code .tlog-proof} file; absent in files of earlier versions
 */
@JsonPropertyOrder({"bundle", "event", "proof", "commitment", "receipt", "sequencer", "agent_keys", "tlog_proof"})
record BundleText(
        String bundle,
        WireEvent event,
        WireProof proof,
        WireCommitment commitment,
        WireReceipt receipt,
        Sequencer sequencer,
        @Nullable RawJson agentKeys,
        @Nullable String tlogProof) {

    static final String KIND = "stateset-sequencer-proof";

    /** Writes a sequencer's id and its keys. */
    record Sequencer(UUID sequencerId, List<Key> keys) {

        Sequencer {
            keys = List.copyOf(keys);
            if (keys.stream().map(Key::keyVersion).distinct().count() != keys.size()) {
                throw InvalidMessageException.ofMember("keys", "has a version twice");
            }
        }

        static Sequencer of(BundleSequencer sequencer) {
            List<Key> keys = sequencer.publicKeys().entrySet().stream()
                    .map(key -> new Key(key.getKey(), key.getValue()))
                    .toList();
            return new Sequencer(sequencer.sequencerId(), keys);
        }

        BundleSequencer toBundleSequencer() {
            SortedMap<Integer, Ed25519PublicKey> all = new TreeMap<>();
            keys.forEach(key -> all.put(key.keyVersion(), key.publicKey()));
            return new BundleSequencer(sequencerId, all);
        }
    }

    /** Writes one of its keys. */
    record Key(int keyVersion, Ed25519PublicKey publicKey) {}
}
