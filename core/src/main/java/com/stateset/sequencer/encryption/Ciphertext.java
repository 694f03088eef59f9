package com.stateset.sequencer.encryption;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.event.EncryptedPayload;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A payload encrypted end to end, of a shape that the sequencer takes: names, lengths and order are those of PROTOCOL section 7. Whether
 * anything decrypts is for its recipients to find out.
 *
 * <p>Immutable and thread-safe. One value has one text, {@link #json}, whatever padding and unknown members it was sent with.
 */
public final class Ciphertext {

    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;
    private static final int ENCAPSULATED_LENGTH = 32;
    private static final int WRAPPED_LENGTH = 48;
    private static final long VERSION = 1;
    private static final String AEAD = "AES-256-GCM";
    private static final EncryptedPayload.Hpke HPKE =
            new EncryptedPayload.Hpke("base", "X25519-HKDF-SHA256", "HKDF-SHA256", AEAD);

    private static final Domain CIPHER = Domain.of("VES_PAYLOAD_CIPHER_V1");
    private static final Domain RECIPIENTS = Domain.of("VES_RECIPIENTS_V1");

    /** How long a payload may be is for the one who takes it to say: the parser's own limits would make longer ones unreadable. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final byte[] nonce;
    private final byte[] ciphertext;
    private final byte[] tag;
    private final List<WrappedKey> keys;

    Ciphertext(byte[] nonce, byte[] ciphertext, byte[] tag, List<WrappedKey> keys) {
        this.nonce = nonce;
        this.ciphertext = ciphertext;
        this.tag = tag;
        this.keys = List.copyOf(keys);
    }

    /** A payload's key, encrypted for one recipient. The arrays are not copied: they stay in this package. */
    @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
    record WrappedKey(long keyId, byte[] encapsulated, byte[] wrapped) {}

    /**
     * Checks what was sent, in the protocol's order.
     *
     * @throws IllegalArgumentException if it is not of the shape that is taken; the message begins with the path of the member, such as
     *     {@code payload_encrypted.nonce_b64u}
     */
    public static Ciphertext of(EncryptedPayload sent) {
        require(sent.version() == VERSION, "enc_version", "is not 1");
        requireName("aead", AEAD, sent.aead());
        requireName("hpke.mode", HPKE.mode(), sent.hpke().mode());
        requireName("hpke.kem", HPKE.kem(), sent.hpke().kem());
        requireName("hpke.kdf", HPKE.kdf(), sent.hpke().kdf());
        requireName("hpke.aead", HPKE.aead(), sent.hpke().aead());
        byte[] nonce = bytes("nonce_b64u", sent.nonce(), NONCE_LENGTH);
        byte[] ciphertext = bytes("ciphertext_b64u", sent.ciphertext());
        require(ciphertext.length > 0, "ciphertext_b64u", "is empty");
        byte[] tag = bytes("tag_b64u", sent.tag(), TAG_LENGTH);
        return new Ciphertext(nonce, ciphertext, tag, keys(sent.recipients()));
    }

    private static List<WrappedKey> keys(List<EncryptedPayload.Recipient> recipients) {
        require(!recipients.isEmpty(), "recipients", "is empty");
        List<WrappedKey> keys = new ArrayList<>(recipients.size());
        long last = -1;
        for (EncryptedPayload.Recipient each : recipients) {
            require(each.keyId() > last, "recipients", "is not in ascending order of recipient_kid");
            last = each.keyId();
            keys.add(new WrappedKey(
                    each.keyId(),
                    bytes("recipients.enc_b64u", each.encapsulated(), ENCAPSULATED_LENGTH),
                    bytes("recipients.ct_b64u", each.wrappedKey(), WRAPPED_LENGTH)));
        }
        return keys;
    }

    /**
     * Reads {@code payload_encrypted}, and checks it.
     *
     * @throws IllegalArgumentException if it is not of the shape that is taken
     */
    public static Ciphertext read(CanonicalJson json) {
        EncryptedPayload sent;
        try {
            sent = JSON.readValue(json.toByteArray(), EncryptedPayload.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("payload_encrypted is not one: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("payload_encrypted cannot be read", e);
        }
        if (sent == null) {
            throw new IllegalArgumentException("payload_encrypted is null");
        }
        return of(sent);
    }

    /**
     * Whether what stands in an event has the hashes that its author signed: a payload, or the ciphertext of an encrypted one. True of an
     * event whose payload is erased, or was encrypted by the operator of the log.
     */
    public static boolean isIntact(Event event) {
        if (event.payload() instanceof Payload.Clear clear) {
            return PayloadHashes.of(clear.json()).equals(event.payloadHashes());
        }
        return !(event.payload() instanceof Payload.EndToEnd encrypted)
                || intact(event, encrypted).isPresent();
    }

    /** Reads what stands in an event; empty if it has not the hashes that its author signed, or is not of the shape that is taken. */
    static Optional<Ciphertext> intact(Event event, Payload.EndToEnd encrypted) {
        PayloadHashes hashes = event.payloadHashes();
        try {
            return Optional.of(read(encrypted.json()))
                    .filter(read -> hashes.payloadHash().equals(hashes.plainHash())
                            && read.hash(event).equals(hashes.cipherHash()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code payload_cipher_hash}: of this, encrypted in this event. */
    public Hash hash(Event event) {
        return hash(VesHashes.payloadAad(event, event.payloadHashes().plainHash()));
    }

    Hash hash(Hash aad) {
        DomainHasher hasher = new DomainHasher();
        Hash recipients = recipientsHash(hasher);
        return hasher.begin(CIPHER)
                .u32(VERSION)
                .bytes(nonce)
                .hash(aad)
                .u32(ciphertext.length)
                .bytes(ciphertext)
                .bytes(tag)
                .hash(recipients)
                .finish();
    }

    private Hash recipientsHash(DomainHasher hasher) {
        hasher.begin(RECIPIENTS);
        for (WrappedKey key : keys) {
            hasher.u32(key.keyId)
                    .u32(key.encapsulated.length)
                    .bytes(key.encapsulated)
                    .u32(key.wrapped.length)
                    .bytes(key.wrapped);
        }
        return hasher.finish();
    }

    /** The ids of the recipients' keys, ascending. */
    public List<Long> recipientKeyIds() {
        return keys.stream().map(WrappedKey::keyId).toList();
    }

    /** Returns {@code payload_encrypted} in canonical form: what is stored and answered. */
    public CanonicalJson json() {
        try {
            return CanonicalJson.parse(JSON.writeValueAsBytes(toWire()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ciphertext can always be written", e);
        }
    }

    /** Returns this as it goes over the wire, without padding. */
    public EncryptedPayload toWire() {
        return new EncryptedPayload(
                VERSION,
                AEAD,
                Base64Url.encode(nonce),
                Base64Url.encode(ciphertext),
                Base64Url.encode(tag),
                HPKE,
                keys.stream()
                        .map(key -> new EncryptedPayload.Recipient(
                                key.keyId, Base64Url.encode(key.encapsulated), Base64Url.encode(key.wrapped)))
                        .toList());
    }

    byte[] nonce() {
        return nonce;
    }

    byte[] ciphertext() {
        return ciphertext;
    }

    byte[] tag() {
        return tag;
    }

    List<WrappedKey> keys() {
        return keys;
    }

    private static byte[] bytes(String member, String text, int length) {
        byte[] bytes = bytes(member, text);
        require(bytes.length == length, member, "is not " + length + " bytes");
        return bytes;
    }

    private static byte[] bytes(String member, String text) {
        byte[] bytes = Base64Url.decode(text);
        if (bytes == null) {
            throw new IllegalArgumentException("payload_encrypted." + member + " is not base64url");
        }
        return bytes;
    }

    private static void requireName(String member, String name, String sent) {
        require(name.equals(sent), member, "is not " + name);
    }

    private static void require(boolean condition, String member, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("payload_encrypted." + member + " " + problem);
        }
    }
}
