package com.stateset.sequencer.tlog;

import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One signature line of a note: {@code — <key name> <base64(key id || signature)>}. Kept as it was read, so that a note is
 * passed on byte for byte. Immutable.
 *
 * @param name the name of the key
 * @param base64 the key id and the signature, five bytes at least
 */
public record NoteSignature(String name, String base64) {

    /** The length of an Ed25519 signature, in bytes. */
    static final int ED25519_LENGTH = 64;

    private static final String START = "— ";
    private static final int MIN_LENGTH = Integer.BYTES + 1;

    /**
     * Checks the form of the line.
     *
     * @throws LogVerificationException if it has no name or not five bytes of base64, reason {@code MALFORMED_NOTE}
     */
    public NoteSignature {
        byte[] decoded = LogText.decodeBase64(base64);
        if (!LogText.isName(name) || decoded == null || decoded.length < MIN_LENGTH) {
            throw new LogVerificationException(
                    Reason.MALFORMED_NOTE,
                    "a signature line has a key name, one space and base64 of a key id and a signature: " + name + " "
                            + base64);
        }
    }

    /** Makes the line of a signature by a key. */
    static NoteSignature of(VerifierKey key, byte[] signature) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + signature.length);
        return new NoteSignature(
                key.name(),
                LogText.base64(bytes.putInt(key.keyId()).put(signature).array()));
    }

    /**
     * Reads a line, without the {@code \n} at its end.
     *
     * @throws LogVerificationException if it is not a signature line, reason {@code MALFORMED_NOTE}
     */
    public static NoteSignature parse(String line) {
        int space = line.indexOf(' ', START.length());
        if (!line.startsWith(START) || space < 0) {
            throw new LogVerificationException(
                    Reason.MALFORMED_NOTE, "a signature line begins with \"— \" and has two parts: " + line);
        }
        return new NoteSignature(line.substring(START.length(), space), line.substring(space + 1));
    }

    /** Whether the line has the name and the key id of a key. That it is a signature of it is another question. */
    public boolean isOf(VerifierKey key) {
        return name.equals(key.name()) && ByteBuffer.wrap(decoded()).getInt() == key.keyId();
    }

    /** Returns what stands behind the key id; null if it is not that many bytes, or its base64 is not canonical. */
    byte @Nullable [] signature(int length) {
        byte[] decoded = decoded();
        return decoded.length == Integer.BYTES + length
                        && LogText.base64(decoded).equals(base64)
                ? Arrays.copyOfRange(decoded, Integer.BYTES, decoded.length)
                : null;
    }

    /** Returns the line, without the {@code \n} at its end. */
    @Override
    public String toString() {
        return START + name + " " + base64;
    }

    private byte[] decoded() {
        byte[] decoded = LogText.decodeBase64(base64);
        if (decoded == null) {
            throw new IllegalStateException("the constructor has checked it");
        }
        return decoded;
    }
}
