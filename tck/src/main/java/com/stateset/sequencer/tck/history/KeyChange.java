package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.tck.StoreContract;
import java.util.UUID;

/** A key that is registered, or revoked. */
record KeyChange(UUID tenant, UUID agent, long keyId, boolean revokes) {

    static KeyChange register(UUID tenant, UUID agent, long keyId) {
        return new KeyChange(tenant, agent, keyId, false);
    }

    static KeyChange revoke(UUID tenant, UUID agent, long keyId) {
        return new KeyChange(tenant, agent, keyId, true);
    }

    void make(AgentKeyStore store) {
        if (revokes) {
            store.revoke(tenant, agent, keyId);
        } else {
            store.register(new AgentKey(tenant, agent, keyId, StoreContract.publicKey(keyId)));
        }
    }
}
