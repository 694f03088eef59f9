package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.spi.AgentKeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All changes of the agents' keys during a run. One thread makes them, one after the other, so that there is one state of the
 * keys after each; what was appended meanwhile was judged by a state between the last change that had ended when the call
 * began, and the last that had begun when it ended.
 */
final class KeyTimeline {

    private final List<KeyChange> changes = new CopyOnWriteArrayList<>();
    private volatile int ended;

    void change(KeyChange change, AgentKeyStore store) {
        changes.add(change);
        change.make(store);
        ended = changes.size();
    }

    int begun() {
        return changes.size();
    }

    int ended() {
        return ended;
    }

    /** The first so many changes. */
    List<KeyChange> first(int count) {
        return List.copyOf(changes.subList(0, count));
    }
}
