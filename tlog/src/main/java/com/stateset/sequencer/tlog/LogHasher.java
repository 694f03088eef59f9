package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two hashes of RFC 9162, section 2.1.1, from packed array to packed array and without allocating: {@code H(0x00 || entry)}
 * and {@code H(0x01 || left || right)}. A message is gathered in one buffer before its hash is written, so source and target
 * may be the same array; one digest is reused, since looking one up costs up to a quarter of the hash itself.
 *
 * <p>Not thread-safe.
 */
final class LogHasher {

    private static final ThreadLocal<LogHasher> OF_THREAD = ThreadLocal.withInitial(LogHasher::new);

    private static final byte RECORD = 0;
    private static final byte NODE = 1;
    private static final int LEFT = 1;
    private static final int RIGHT = LEFT + Hash.LENGTH;

    private final MessageDigest digest = sha256();
    private final byte[] message = new byte[RIGHT + Hash.LENGTH];

    private LogHasher() {}

    /** Returns the hasher of the calling thread. It keeps nothing from one call to the next. */
    static LogHasher ofThread() {
        return OF_THREAD.get();
    }

    /** Hashes an entry of 32 bytes, the kind that a stream's log has. */
    void record(Hash entry, byte[] target, int targetAt) {
        message[0] = RECORD;
        entry.copyTo(message, LEFT);
        digest.update(message, 0, RIGHT);
        finish(target, targetAt);
    }

    /** Hashes an entry of any length. */
    void record(byte[] entry, byte[] target, int targetAt) {
        digest.update(RECORD);
        digest.update(entry);
        finish(target, targetAt);
    }

    /** Hashes two nodes, given by array and byte offset, into 32 bytes of {@code target}. */
    void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] target, int targetAt) {
        message[0] = NODE;
        System.arraycopy(left, leftAt, message, LEFT, Hash.LENGTH);
        System.arraycopy(right, rightAt, message, RIGHT, Hash.LENGTH);
        digest.update(message, 0, message.length);
        finish(target, targetAt);
    }

    /** Folds {@code count} neighbouring nodes, a power of two, to the root above them, in place: it comes to stand first. */
    void fold(byte[] nodes, int count) {
        for (int left = count; left > 1; left /= 2) {
            for (int parent = 0; parent < left / 2; parent++) {
                int child = 2 * parent * Hash.LENGTH;
                node(nodes, child, nodes, child + Hash.LENGTH, nodes, parent * Hash.LENGTH);
            }
        }
    }

    /** Hashes bytes as they are. */
    byte[] plain(byte[] bytes) {
        return digest.digest(bytes);
    }

    private void finish(byte[] target, int targetAt) {
        try {
            digest.digest(target, targetAt, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 did not make " + Hash.LENGTH + " bytes", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
