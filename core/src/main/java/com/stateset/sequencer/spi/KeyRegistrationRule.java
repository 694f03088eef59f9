package com.stateset.sequencer.spi;

import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.KeyAuthority;
import java.time.Instant;
import java.util.List;

/**
 * Decides whether a key that an agent does not have yet may be registered: one rule for all stores, as a pure function.
 *
 * <p><b>What can race.</b> Whether a key is an agent's first, and whether the one that authorizes it is valid, are questions about
 * a moment. Two processes may register first keys at once, and the key that authorizes may be revoked between the check of its
 * signature and the insert. So the signatures, which never change, are checked before; and the rest is asked here, of what the
 * store reads under the lock that every change of the agent's keys takes, and under which it inserts. Then a revocation that has
 * returned is seen, and of two first keys the second is not one.
 */
public final class KeyRegistrationRule {

    private KeyRegistrationRule() {}

    /**
     * Returns the key as it is to be stored.
     *
     * @param key what is to be registered, with the word on which it is: the signatures behind that are good
     * @param held all keys of the agent, also the revoked and the expired: an agent that has lost them all starts no new life
     * @param now the moment of the registration, by the store's clock
     * @throws KeyNotAuthorizedException if that word does not count at that moment
     */
    public static AgentKey decide(AgentKey key, List<AgentKey> held, Instant now) {
        KeyAuthority authority = key.registeredBy();
        if (authority instanceof KeyAuthority.Key by) {
            requireValid(key, by.keyId(), held, now);
        } else if (authority == KeyAuthority.ADMIN && held.isEmpty()) {
            return key.registeredBy(KeyAuthority.FIRST);
        } else if (authority == KeyAuthority.FIRST && !held.isEmpty()) {
            throw new KeyNotAuthorizedException("agent " + key.agentId() + " has a key already, so another one needs"
                    + " authorized_by, the signature of one of its valid keys, or an administrator");
        }
        return key;
    }

    private static void requireValid(AgentKey key, long keyId, List<AgentKey> held, Instant now) {
        AgentKey by =
                held.stream().filter(each -> each.keyId() == keyId).findFirst().orElseThrow(() -> unknown(key, keyId));
        by.problemAt(now).ifPresent(problem -> {
            throw new KeyNotAuthorizedException("authorized_by names a key that is not valid: " + problem);
        });
    }

    /** The failure of a key whose authorizing key the agent does not have. */
    public static KeyNotAuthorizedException unknown(AgentKey key, long authorizingKeyId) {
        return new KeyNotAuthorizedException(
                "authorized_by names key " + authorizingKeyId + ", which agent " + key.agentId() + " does not have");
    }
}
