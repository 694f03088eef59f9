package com.stateset.sequencer.encryption;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Who can read an event: the keys that its payload is encrypted for. Nobody else can, the author and the sequencer included, unless their
 * keys are among them.
 *
 * <pre>{@code
 * Recipients back = Recipients.of(new RecipientKey(7, accounting), new RecipientKey(9, ownPublicKey));
 * stream.append(till.sign(stream.id(), event, back));
 * }</pre>
 *
 * <p>Immutable and thread-safe. About 0.6 ms of work for each recipient.
 */
public final class Recipients {

    static final int SALT_LENGTH = 16;
    private static final int KEY_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<RecipientKey> keys;

    private Recipients(List<RecipientKey> keys) {
        this.keys = keys;
    }

    /**
     * Returns the holders of these keys.
     *
     * @throws IllegalArgumentException if there are none, or two have the same id
     */
    public static Recipients of(List<RecipientKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an encrypted payload needs a recipient");
        }
        List<RecipientKey> sorted = keys.stream()
                .sorted(Comparator.comparingLong(RecipientKey::keyId))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).keyId() == sorted.get(i - 1).keyId()) {
                throw new IllegalArgumentException(
                        "two recipients have keys with the id " + sorted.get(i).keyId());
            }
        }
        return new Recipients(sorted);
    }

    /** The same. */
    public static Recipients of(RecipientKey... keys) {
        return of(List.of(keys));
    }

    /** The keys, ascending by their ids. */
    public List<RecipientKey> keys() {
        return keys;
    }

    /**
     * Returns an event with its payload encrypted, to be signed. Salt, key and nonce are new random numbers at each call: to send the event
     * again, keep what is returned.
     *
     * @param event with a readable payload, and an authorship that names the key that will sign; the signature itself does not matter
     * @throws IllegalArgumentException if it is not to be signed, or its payload is not readable
     */
    public Event encrypt(Event event) {
        return encrypt(event, length -> {
            byte[] bytes = new byte[length];
            RANDOM.nextBytes(bytes);
            return bytes;
        });
    }

    /** Where random bytes come from: salt, key, nonce, and an ephemeral key for each recipient, in this order. */
    @FunctionalInterface
    interface RandomBytes {

        byte[] next(int length);
    }

    Event encrypt(Event event, RandomBytes random) {
        if (!(event.payload() instanceof Payload.Clear clear)) {
            throw new IllegalArgumentException("event " + event.eventId() + " has no payload that can be encrypted");
        }
        if (!(event.authorship() instanceof Authorship.Signed)) {
            throw new IllegalArgumentException("an encrypted event has to be signed");
        }
        byte[] plaintext = new byte[SALT_LENGTH + clear.json().length()];
        System.arraycopy(random.next(SALT_LENGTH), 0, plaintext, 0, SALT_LENGTH);
        clear.json().copyTo(plaintext, SALT_LENGTH);
        Hash plainHash = VesHashes.payloadPlain(plaintext);
        Hash aad = VesHashes.payloadAad(event, plainHash);
        Ciphertext sealed = seal(plaintext, aad, random);
        return event.with(
                new Payload.EndToEnd(sealed.json()),
                PayloadHashes.encrypted(plainHash, sealed.hash(aad)),
                event.authorship());
    }

    private Ciphertext seal(byte[] plaintext, Hash aad, RandomBytes random) {
        byte[] key = random.next(KEY_LENGTH);
        byte[] nonce = random.next(Ciphertext.NONCE_LENGTH);
        byte[] sealed = PayloadCipher.encrypt(key, nonce, aad, plaintext);
        int length = sealed.length - Ciphertext.TAG_LENGTH;
        return new Ciphertext(
                nonce,
                Arrays.copyOf(sealed, length),
                Arrays.copyOfRange(sealed, length, sealed.length),
                keys.stream()
                        .map(each -> HpkeSuite.wrap(
                                each, X25519PrivateKey.of(random.next(X25519PrivateKey.LENGTH)), aad, key))
                        .toList());
    }
}
