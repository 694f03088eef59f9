package com.stateset.sequencer.sync.encryption;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.encryption.EncryptionKey;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.keys.EncryptionKeyDirectory;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.Transport;
import com.stateset.sequencer.sync.agent.OwnKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Asks a server whom an agent can encrypt for, and believes nothing that can be checked: the directory is signed by the sequencer that the
 * outbox trusts, and each key by a signing key of its owner, which is pinned once it was seen. So a server that was met before cannot put a
 * key of its own in the place of a recipient's.
 */
public final class RecipientDirectory {

    private RecipientDirectory() {}

    /**
     * Returns an agent's keys: to be encrypted for are those that are not revoked, on the word of a signing key that is not revoked; of the
     * others, why not.
     *
     * @throws VerificationException if the directory is not signed by the sequencer, is about somebody else, or has a key that its owner has
     *     not signed for
     * @throws com.stateset.sequencer.error.TransportException if the server could not be reached, or refused
     */
    public static RecipientKeys ask(UUID agentId, Outbox outbox, Transport transport) {
        UUID tenantId = outbox.profile().stream().tenantId();
        KeyDirectory signers = OwnKey.askOf(agentId, outbox, transport);
        Optional<RawJson> text = transport.encryptionKeys(tenantId, agentId);
        if (text.isEmpty()) {
            return RecipientKeys.NONE;
        }
        byte[] utf8 = text.get().toByteArray();
        EncryptionKeyDirectory directory = ProtocolJson.read(utf8, EncryptionKeyDirectory.class);
        if (!directory.tenantId().equals(tenantId) || !directory.agentId().equals(agentId)) {
            throw new VerificationException("the directory of encryption keys is not that of agent " + agentId);
        }
        requireSignature(utf8, directory, outbox.journal().sequencer());
        List<RecipientKey> usable = new ArrayList<>();
        SortedMap<Long, String> others = new TreeMap<>();
        for (EncryptionKey key : directory.toKeys()) {
            problem(key, signers)
                    .ifPresentOrElse(why -> others.put(key.key().keyId(), why), () -> usable.add(key.key()));
        }
        return new RecipientKeys(usable, others);
    }

    private static void requireSignature(
            byte[] utf8, EncryptionKeyDirectory directory, Optional<SequencerPin> sequencer) {
        Collection<Ed25519PublicKey> keys =
                sequencer.map(pin -> pin.keys().values()).orElse(List.of());
        if (keys.isEmpty()) {
            return;
        }
        Ed25519Signature signature = directory.directorySignature();
        Hash signed = EncryptionKeyDirectory.signedHash(utf8);
        if (signature == null
                || keys.stream().noneMatch(key -> SignatureVerifier.standard().verify(key, signed, signature))) {
            throw new VerificationException("the directory of encryption keys of agent " + directory.agentId()
                    + " is not signed by the sequencer");
        }
    }

    private static Optional<String> problem(EncryptionKey key, KeyDirectory signers) {
        AgentKey signer = signers.find(key.signedWith())
                .filter(found ->
                        SignatureVerifier.standard().verify(found.publicKey(), key.signedHash(), key.signature()))
                .orElseThrow(() ->
                        new VerificationException("encryption key " + key.key().keyId() + " is not signed by key "
                                + key.signedWith() + " of agent " + key.agentId()));
        if (key.revokedAt() != null) {
            return Optional.of("it was revoked at " + key.revokedAt());
        }
        return signer.revokedAt() == null
                ? Optional.empty()
                : Optional.of("its agent has signed it with signing key " + key.signedWith() + ", which was revoked at "
                        + signer.revokedAt() + "; 'agent key encryption' there signs it anew");
    }
}
