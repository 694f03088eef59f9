package com.stateset.sequencer.encryption;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.encryption.Decryption.Opened;
import com.stateset.sequencer.encryption.Decryption.Reason;
import com.stateset.sequencer.encryption.Decryption.Unreadable;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Reads encrypted payloads with a recipient's private keys, and checks what a recipient has to check (PROTOCOL section 7). Whether the
 * author's signature is valid is for the reader of the event to know: a verified replica, for example.
 *
 * <p>Immutable and thread-safe. About 0.2 ms of work for an event.
 */
public final class EventDecryptor {

    private static final ObjectReader LENIENT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final Map<Long, X25519PrivateKey> keys;

    private EventDecryptor(Map<Long, X25519PrivateKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Returns the reader that has these keys.
     *
     * @param keys by the ids that authors encrypt for
     * @throws IllegalArgumentException if an id is not an unsigned 32-bit number
     */
    public static EventDecryptor of(Map<Long, X25519PrivateKey> keys) {
        keys.keySet().forEach(RecipientKey::requireKeyId);
        return new EventDecryptor(keys);
    }

    /**
     * Reads an encrypted payload.
     *
     * @throws IllegalArgumentException if the event's payload is not one
     */
    public Decryption decrypt(Event event) {
        if (!(event.payload() instanceof Payload.EndToEnd encrypted)) {
            throw new IllegalArgumentException(
                    "the payload of event " + event.eventId() + " is not encrypted end to end");
        }
        Optional<Ciphertext> intact = Ciphertext.intact(event, encrypted);
        if (intact.isEmpty()) {
            return new Unreadable(Reason.ALTERED);
        }
        Ciphertext sealed = intact.get();
        Hash plainHash = event.payloadHashes().plainHash();
        Hash aad = VesHashes.payloadAad(event, plainHash);
        boolean isRecipient = false;
        for (Ciphertext.WrappedKey wrapped : sealed.keys()) {
            X25519PrivateKey key = keys.get(wrapped.keyId());
            if (key != null) {
                isRecipient = true;
                Optional<byte[]> plaintext = HpkeSuite.unwrap(wrapped, key, aad)
                        .flatMap(payloadKey -> PayloadCipher.decrypt(payloadKey, sealed, aad));
                if (plaintext.isPresent()) {
                    return checked(plaintext.get(), plainHash, wrapped.keyId());
                }
            }
        }
        return new Unreadable(isRecipient ? Reason.DOES_NOT_DECRYPT : Reason.NOT_A_RECIPIENT);
    }

    private static Decryption checked(byte[] plaintext, Hash plainHash, long keyId) {
        if (plaintext.length <= Recipients.SALT_LENGTH) {
            return new Unreadable(Reason.NO_PAYLOAD);
        }
        if (!VesHashes.payloadPlain(plaintext).equals(plainHash)) {
            return new Unreadable(Reason.ANOTHER_PLAIN_HASH);
        }
        byte[] text = Arrays.copyOfRange(plaintext, Recipients.SALT_LENGTH, plaintext.length);
        CanonicalJson payload;
        try {
            payload = CanonicalJson.parse(text);
        } catch (InvalidJsonException e) {
            return new Unreadable(isJson(text) ? Reason.NOT_CANONICAL : Reason.NOT_JSON);
        }
        return Arrays.equals(payload.toByteArray(), text)
                ? new Opened(payload, keyId)
                : new Unreadable(Reason.NOT_CANONICAL);
    }

    private static boolean isJson(byte[] text) {
        try {
            LENIENT.readTree(text);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
