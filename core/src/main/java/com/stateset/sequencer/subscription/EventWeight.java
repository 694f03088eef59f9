package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.List;

/** How much memory events take, about: enough to bound buffers, and cheap enough to be asked for every event. */
final class EventWeight {

    /** Everything but the payload: ids, names, hashes, and the objects that hold them. */
    private static final long ENVELOPE = 1000;

    private EventWeight() {}

    static long of(SequencedEvent event) {
        return ENVELOPE + event.event().contentLength();
    }

    static long of(List<SequencedEvent> events) {
        long sum = 0;
        for (SequencedEvent event : events) {
            sum += of(event);
        }
        return sum;
    }

    /** As many of the first events as weigh no more than {@code most}, but at least one if there is one. */
    static List<SequencedEvent> atMost(long most, List<SequencedEvent> events) {
        long sum = 0;
        for (int i = 0; i < events.size(); i++) {
            sum += of(events.get(i));
            if (sum > most && i > 0) {
                return events.subList(0, i);
            }
        }
        return events;
    }
}
