package com.stateset.sequencer.verify;

import com.stateset.sequencer.tlog.TreeHead;
import java.util.Objects;

/**
 * What something says about the history: that its first so many events have that root.
 *
 * @param name what says so, for messages: "the checkpoint that the sequencer has signed"
 * @param head how many events, and their root
 */
record TreeClaim(String name, TreeHead head) {

    TreeClaim {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(head, "head");
    }
}
