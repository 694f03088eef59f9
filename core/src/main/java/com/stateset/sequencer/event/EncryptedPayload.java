package com.stateset.sequencer.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Objects;

/**
 * A payload encrypted end to end, as it stands on the wire (PROTOCOL section 7): typed, and not yet checked. Binary members are base64url.
 *
 * <p>Immutable. {@link com.stateset.sequencer.encryption.Ciphertext} is the checked form, and {@link
 * com.stateset.sequencer.encryption.Recipients} makes one.
 *
 * @param version 1
 * @param aead how the payload is encrypted
 * @param nonce 12 bytes
 * @param ciphertext what stands for salt and payload, without the tag
 * @param tag 16 bytes
 * @param hpke how its key is encrypted for each recipient
 * @param recipients who can open it, ascending by the ids of their keys
 */
@JsonPropertyOrder({"enc_version", "aead", "nonce_b64u", "ciphertext_b64u", "tag_b64u", "hpke", "recipients"})
public record EncryptedPayload(
        @JsonProperty("enc_version") long version,
        @JsonProperty("aead") String aead,
        @JsonProperty("nonce_b64u") String nonce,
        @JsonProperty("ciphertext_b64u") String ciphertext,
        @JsonProperty("tag_b64u") String tag,
        @JsonProperty("hpke") Hpke hpke,
        @JsonProperty("recipients") List<Recipient> recipients) {

    public EncryptedPayload {
        Objects.requireNonNull(aead, "aead");
        Objects.requireNonNull(nonce, "nonce_b64u");
        Objects.requireNonNull(ciphertext, "ciphertext_b64u");
        Objects.requireNonNull(tag, "tag_b64u");
        Objects.requireNonNull(hpke, "hpke");
        recipients = List.copyOf(recipients);
    }

    /**
     * The names of the algorithms of RFC 9180.
     *
     * @param mode of HPKE
     * @param kem the key encapsulation
     * @param kdf the key derivation
     * @param aead the cipher
     */
    @JsonPropertyOrder({"mode", "kem", "kdf", "aead"})
    public record Hpke(
            @JsonProperty("mode") String mode,
            @JsonProperty("kem") String kem,
            @JsonProperty("kdf") String kdf,
            @JsonProperty("aead") String aead) {

        public Hpke {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(kem, "kem");
            Objects.requireNonNull(kdf, "kdf");
            Objects.requireNonNull(aead, "aead");
        }
    }

    /**
     * The payload's key, encrypted for one recipient.
     *
     * @param keyId which of the recipients' keys opens it, an unsigned 32-bit number
     * @param encapsulated 32 bytes: the encapsulated key
     * @param wrappedKey 48 bytes: the payload's key, encrypted
     */
    @JsonPropertyOrder({"recipient_kid", "enc_b64u", "ct_b64u"})
    public record Recipient(
            @JsonProperty("recipient_kid") long keyId,
            @JsonProperty("enc_b64u") String encapsulated,
            @JsonProperty("ct_b64u") String wrappedKey) {

        public Recipient {
            if (keyId >>> 32 != 0) {
                throw new IllegalArgumentException("recipient_kid " + keyId + " is not an unsigned 32-bit number");
            }
            Objects.requireNonNull(encapsulated, "enc_b64u");
            Objects.requireNonNull(wrappedKey, "ct_b64u");
        }
    }
}
