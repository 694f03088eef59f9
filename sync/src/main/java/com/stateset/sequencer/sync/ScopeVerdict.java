package com.stateset.sequencer.sync;

import java.util.List;

/**
 * Whether a server has shown a replica all events of its scope.
 *
 * @param read how many events were read that the replica does not hold; each is the one that its hash stands for
 * @param withheld how many of these are in the scope
 * @param examples the sequence numbers of the first of them, 20 at most
 */
public record ScopeVerdict(long read, long withheld, List<Long> examples) {

    public ScopeVerdict {
        examples = List.copyOf(examples);
    }
}
