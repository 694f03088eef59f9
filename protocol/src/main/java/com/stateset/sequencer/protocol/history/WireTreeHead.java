package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tree's head.
 *
 * @param size the number of entries
 * @param root their root
 * @param checkpoint the signed note that says so; null where no key signs
 */
public record WireTreeHead(long size, Hash root, @Nullable String checkpoint) {

    /** Checks the size. */
    public WireTreeHead {
        requireSize("size", size);
    }

    /** Returns the form of a head, which is the checkpoint's own where there is one. */
    public static WireTreeHead of(TreeHead head, Optional<SignedCheckpoint> checkpoint) {
        TreeHead said = checkpoint.map(SignedCheckpoint::head).orElse(head);
        return new WireTreeHead(said.size(), said.root(), text(checkpoint));
    }

    /** Returns the head. */
    public TreeHead toTreeHead() {
        return new TreeHead(size, root);
    }

    static @Nullable String text(Optional<SignedCheckpoint> checkpoint) {
        return checkpoint.map(SignedCheckpoint::toString).orElse(null);
    }

    static void requireSize(String member, long size) {
        if (size < 0) {
            throw InvalidMessageException.ofMember(member, "is negative");
        }
    }
}
