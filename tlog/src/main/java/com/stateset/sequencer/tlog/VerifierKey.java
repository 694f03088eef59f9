package com.stateset.sequencer.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A public key with the name it signs under (C2SP {@code signed-note}): a log's own key, or that of a witness, whose signatures
 * say the time too. Written as one line, the <em>vkey</em>: {@code <name>+<key id, 8 hex digits>+<base64(type || key)>}.
 *
 * <p>The key id, the first four bytes of {@code H(name || "\n" || type || key)}, finds the right line of a note; it proves
 * nothing. Immutable; equal by content; printed as its vkey.
 */
public final class VerifierKey {

    /** The length of a public key, in bytes. */
    public static final int LENGTH = 32;

    /** What a key's signatures mean. */
    public enum Type {
        /** A log signs its own checkpoint: Ed25519 over the text. */
        ED25519(0x01),
        /** A witness has seen it: Ed25519 over a time and the text (C2SP {@code tlog-cosignature}). */
        COSIGNATURE(0x04);

        private final byte code;

        Type(int code) {
            this.code = (byte) code;
        }
    }

    private static final HexFormat HEX = HexFormat.of();

    private final String name;
    private final Type type;
    private final byte[] key;
    private final int keyId;

    private VerifierKey(String name, Type type, byte[] publicKey) {
        this.name = LogText.requireName(name);
        this.type = type;
        if (publicKey.length != LENGTH) {
            throw new IllegalArgumentException("a public key is " + LENGTH + " bytes, not " + publicKey.length);
        }
        this.key = publicKey.clone();
        this.keyId = ByteBuffer.wrap(LogHasher.ofThread().plain(idMessage())).getInt();
    }

    /**
     * Names the key of a log; the name is the log's origin.
     *
     * @throws IllegalArgumentException if the name is not one, or the key is not 32 bytes long
     */
    public static VerifierKey ofLog(String origin, byte[] publicKey) {
        return new VerifierKey(origin, Type.ED25519, publicKey);
    }

    /**
     * Names the key of a witness.
     *
     * @throws IllegalArgumentException if the name is not one, or the key is not 32 bytes long
     */
    public static VerifierKey ofWitness(String name, byte[] publicKey) {
        return new VerifierKey(name, Type.COSIGNATURE, publicKey);
    }

    /**
     * Reads a vkey of a log or a witness.
     *
     * @throws IllegalArgumentException if the line is not a vkey, is of another type, or has a key id that is not its own
     */
    public static VerifierKey parse(String vkey) {
        String[] parts = vkey.split("\\+", 3);
        byte[] typed = parts.length == 3 ? LogText.decodeCanonicalBase64(parts[2]) : null;
        if (typed == null || typed.length != 1 + LENGTH) {
            throw new IllegalArgumentException("not a vkey (name+key id+base64 of an Ed25519 key): " + vkey);
        }
        for (Type type : Type.values()) {
            if (type.code == typed[0]) {
                VerifierKey key = new VerifierKey(parts[0], type, Arrays.copyOfRange(typed, 1, typed.length));
                return key.requireKeyId(parts[1]);
            }
        }
        throw new IllegalArgumentException("the vkey is of type " + typed[0] + ", which is not supported");
    }

    /** Returns the name of the key: a log's origin, or a witness's name. */
    public String name() {
        return name;
    }

    /** Returns what its signatures mean. */
    public Type type() {
        return type;
    }

    /** Returns a copy of the 32 bytes of the key. */
    public byte[] publicKey() {
        return key.clone();
    }

    /** Returns the key id, four bytes as a number. */
    public int keyId() {
        return keyId;
    }

    /** Returns the vkey. */
    @Override
    public String toString() {
        return name + "+" + HEX.toHexDigits(keyId) + "+" + LogText.base64(typed());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return keyId;
    }

    boolean verify(NoteVerifier verifier, byte[] message, byte[] signature) {
        return verifier.verify(key.clone(), message, signature);
    }

    private VerifierKey requireKeyId(String hex) {
        if (!HEX.toHexDigits(keyId).equals(hex.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the key id of the vkey is " + HEX.toHexDigits(keyId) + ", not " + hex);
        }
        return this;
    }

    private byte[] typed() {
        return ByteBuffer.allocate(1 + LENGTH).put(type.code).put(key).array();
    }

    private byte[] idMessage() {
        byte[] line = (name + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(line.length + 1 + LENGTH)
                .put(line)
                .put(typed())
                .array();
    }
}
