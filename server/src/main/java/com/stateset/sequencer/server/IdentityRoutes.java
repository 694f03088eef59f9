package com.stateset.sequencer.server;

import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.event.Ed25519PublicKey;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;

/** Tells anyone who sequences, and the keys to check that by. */
final class IdentityRoutes {

    private final SequencerIdentity identity;

    IdentityRoutes(SequencerIdentity identity) {
        this.identity = identity;
    }

    void register(Api api) {
        api.getAsAnyone("/sequencer", this::sequencer);
    }

    private void sequencer(Context call) throws IOException {
        SortedMap<Integer, Ed25519PublicKey> keys = identity.publicKeys();
        String current = identity.publicKey().map(Ed25519PublicKey::toHex).orElse(null);
        Json.answer(call, json -> {
            json.writeStartObject();
            json.writeStringField("sequencer_id", identity.id().toString());
            json.writeStringField("signature_alg", SignatureAlgorithm.name(current != null));
            json.writeStringField("public_key", current);
            json.writeNumberField("key_version", identity.keyVersion());
            json.writeArrayFieldStart("keys");
            for (Map.Entry<Integer, Ed25519PublicKey> key : keys.entrySet()) {
                json.writeStartObject();
                json.writeNumberField("key_version", key.getKey());
                json.writeStringField("signature_alg", SignatureAlgorithm.name(true));
                json.writeStringField("public_key", key.getValue().toHex());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
