package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The size and the root of a tree: all that has to be known of a history to notice any change to it. The two belong together.
 * A root says nothing about its size, and proofs do not either: the consistency proof from 3 to 7 entries also fits from 3 to
 * 6, with the same roots. Only a text that is signed with both in it binds them; take them from one {@link SignedCheckpoint}.
 *
 * <p>Immutable.
 *
 * @param size the number of entries
 * @param root their root, {@link LogHashes#EMPTY_ROOT} if there are none
 */
public record TreeHead(long size, Hash root) {

    /** The head of a log without entries. */
    public static final TreeHead EMPTY = new TreeHead(0, LogHashes.EMPTY_ROOT);

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public TreeHead {
        Objects.requireNonNull(root, "root");
        requireSize(size);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TreeHead that && size == that.size && root.equals(that.root);
    }

    /** Written out: what a record generates is linked by method handles, which a start would wait for. */
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(size) + root.hashCode();
    }

    static void requireSize(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("a tree has no size " + size);
        }
    }
}
