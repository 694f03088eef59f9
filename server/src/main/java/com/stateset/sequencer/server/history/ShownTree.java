package com.stateset.sequencer.server.history;

import com.stateset.sequencer.history.HistoryTree;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream's tree as far as it is shown: up to the head that is signed or, where no key signs, to the stream's own.
 *
 * @param tree the tree
 * @param head how far it is shown, not empty
 * @param checkpoint the signed note of that head; empty where no key signs
 */
record ShownTree(HistoryTree tree, TreeHead head, Optional<SignedCheckpoint> checkpoint) {

    /**
     * Signs the stream's head, if it has moved and a key signs.
     *
     * @throws ApiException 404 while there is nothing to sign
     */
    static ShownTree of(HistoryTree tree) {
        Optional<SignedCheckpoint> checkpoint = tree.checkpoint();
        TreeHead head = checkpoint.map(SignedCheckpoint::head).orElseGet(tree::head);
        if (head.size() == 0) {
            throw new ApiException(
                    ApiError.notFound("Nothing of this stream's history was signed: it has no events yet."));
        }
        return new ShownTree(tree, head, checkpoint);
    }

    /**
     * Returns a size that was asked for, or else that of the head.
     *
     * @throws ApiException 404 if the tree is not shown that far
     */
    long sizeOr(OptionalLong asked) {
        long size = asked.orElse(head.size());
        if (size > head.size()) {
            throw new ApiException(
                    ApiError.notFound("The stream's tree has " + head.size() + " entries, not " + size + "."));
        }
        return size;
    }

    /** Returns the root of the first {@code size} entries. */
    Hash root(long size) {
        return size == head.size() ? head.root() : tree.headAt(size).root();
    }

    /** Returns the checkpoint if it is of that size. */
    Optional<SignedCheckpoint> checkpoint(long size) {
        return checkpoint.filter(signed -> signed.head().size() == size);
    }
}
