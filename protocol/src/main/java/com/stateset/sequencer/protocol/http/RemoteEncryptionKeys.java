package com.stateset.sequencer.protocol.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.EncryptionKeyRegistration;
import com.stateset.sequencer.protocol.keys.EncryptionKeyStatus;
import com.stateset.sequencer.protocol.keys.KeyRevocation;
import java.util.Optional;
import java.util.UUID;

/** The agents' encryption keys on a server. Thread-safe. Throws {@link TransportException}, as every call does. */
public final class RemoteEncryptionKeys {

    private static final String PATH = "/agents/encryption-keys";

    private final HttpCalls calls;

    RemoteEncryptionKeys(HttpCalls calls) {
        this.calls = calls;
    }

    /** Reads an agent's directory, as it was sent: its signature covers the text. Empty if the server keeps none. */
    public Optional<RawJson> directory(UUID tenantId, UUID agentId) {
        return calls.find("/agents/" + agentId + "/encryption-keys?tenant_id=" + tenantId, RawJson::of);
    }

    /**
     * Registers a key. Registering it again is fine.
     *
     * @throws TransportException.Refused also if another key of the tenant has its id, or the signing key that speaks for it is not valid
     */
    @CanIgnoreReturnValue
    public EncryptionKeyStatus register(EncryptionKey key) {
        return calls.post(
                PATH,
                ProtocolJson.write(EncryptionKeyRegistration.of(key)),
                body -> ProtocolJson.read(body, EncryptionKeyStatus.class));
    }

    /**
     * Revokes a key: authors who ask the directory no longer encrypt for it. Revoking again changes nothing.
     *
     * @return the key as it is now; empty if the agent has no such key
     */
    public Optional<EncryptionKeyStatus> revoke(KeyRevocation key) {
        return calls.postTo(
                PATH + "/revoke", ProtocolJson.write(key), body -> ProtocolJson.read(body, EncryptionKeyStatus.class));
    }
}
