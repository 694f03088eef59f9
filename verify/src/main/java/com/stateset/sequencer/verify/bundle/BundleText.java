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

/** A bundle as it stands in a file: its parts have the forms of PROTOCOL section 5. */
@JsonPropertyOrder({"bundle", "event", "proof", "commitment", "receipt", "sequencer", "agent_keys"})
record BundleText(
        String bundle,
        WireEvent event,
        WireProof proof,
        WireCommitment commitment,
        WireReceipt receipt,
        Sequencer sequencer,
        @Nullable RawJson agentKeys) {

    static final String KIND = "stateset-sequencer-proof";

    /** Writes a sequencer's id and its keys. */
    record Sequencer(UUID sequencerId, List<Key> keys) {

        Sequencer {
            keys = List.copyOf(keys);
            if (keys.stream().map(Key::keyVersion).distinct().count() != keys.size()) {
                throw InvalidMessageException.ofMember("keys", "has a version twice");
            }
        }

        static Sequencer of(SequencerKeys sequencer) {
            List<Key> keys = sequencer.publicKeys().entrySet().stream()
                    .map(key -> new Key(key.getKey(), key.getValue()))
                    .toList();
            return new Sequencer(sequencer.sequencerId(), keys);
        }

        SequencerKeys toSequencerKeys() {
            SortedMap<Integer, Ed25519PublicKey> all = new TreeMap<>();
            keys.forEach(key -> all.put(key.keyVersion(), key.publicKey()));
            return new SequencerKeys(sequencerId, all);
        }
    }

    /** Writes one of its keys. */
    record Key(int keyVersion, Ed25519PublicKey publicKey) {}
}
