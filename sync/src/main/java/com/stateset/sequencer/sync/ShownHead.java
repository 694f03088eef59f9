package com.stateset.sequencer.sync;

import com.stateset.sequencer.tlog.TreeHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head of a stream's tree as a server shows it.
 *
 * @param head size and root, by the server's word
 * @param checkpoint the signed note that says so; null where no key signs
 */
public record ShownHead(TreeHead head, @Nullable String checkpoint) {

    /** Checks that there is a head. */
    public ShownHead {
        Objects.requireNonNull(head, "head");
    }
}
