package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.Ed25519PublicKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who a sequencer says it is.
 *
 * @param id its id
 * @param keys all its public keys, by version
 */
record SequencerFacts(UUID id, SortedMap<Integer, Ed25519PublicKey> keys) {

    SequencerFacts {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    static SequencerFacts read(Fields fields) {
        SortedMap<Integer, Ed25519PublicKey> keys = new TreeMap<>();
        for (Fields key : fields.objects("keys")) {
            if (keys.put(key.smallNumber("key_version"), key.publicKey("public_key")) != null) {
                throw new MalformedException(key.path(), "has the version of another key");
            }
        }
        return new SequencerFacts(fields.uuid("sequencer_id"), keys);
    }

    ObjectNode write() {
        ObjectNode fields = Json.object().put("sequencer_id", id.toString());
        ArrayNode array = fields.putArray("keys");
        keys.forEach(
                (version, key) -> array.addObject().put("key_version", version).put("public_key", key.toHex()));
        return fields;
    }
}
