package com.stateset.sequencer.sync;

import java.util.List;

/**
 * Whether a server has shown a replica all events of its scope, as far as the replica reached.
 *
 * @param through the last number up to which was looked
 * @param head how many events the server's history had then; what is behind {@code through} has not been pulled, and was not looked at
 * @param read how many events were read that the replica does not hold; each is the one that its hash stands for
 * @param withheld how many of these are in the scope
 * @param examples the sequence numbers of the first of them, 20 at most
 */
public record ScopeVerdict(long through, long head, long read, long withheld, List<Long> examples) {

    public ScopeVerdict {
        examples = List.copyOf(examples);
    }
}
