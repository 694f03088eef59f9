package com.stateset.sequencer.merkle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ASCII prefix that separates one kind of hash from every other, such as {@code VES_LEAF_V1}: what is hashed in one
 * domain can never collide with what is hashed in another. Immutable.
 */
public final class Domain {

    /** The prefix of an event's leaf. */
    public static final Domain LEAF = of("VES_LEAF_V1");

    /** The prefix of a node of a Merkle tree: left child, right child. */
    public static final Domain NODE = of("VES_NODE_V1");

    /** The prefix, and all there is, of the leaf that fills a Merkle tree up to a power of two. */
    public static final Domain PAD_LEAF = of("VES_PAD_LEAF_V1");

    /** The prefix of the hash that names a stream in its state roots. */
    public static final Domain STREAM = of("VES_STREAM_V1");

    /** The prefix of a state root, the link between two commitments of a stream. */
    public static final Domain STATE_ROOT = of("VES_STATE_ROOT_V1");

    private final byte[] prefix;

    private Domain(byte[] owned) {
        this.prefix = owned;
    }

    /**
     * Returns the domain of a prefix.
     *
     * @throws IllegalArgumentException if {@code prefix} is empty or not ASCII
     */
    public static Domain of(String prefix) {
        if (prefix.isEmpty() || !StandardCharsets.US_ASCII.newEncoder().canEncode(prefix)) {
            throw new IllegalArgumentException("a domain prefix is one or more ASCII characters");
        }
        return new Domain(prefix.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] prefix() {
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Domain that && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(prefix);
    }

    @Override
    public String toString() {
        return new String(prefix, StandardCharsets.US_ASCII);
    }
}
