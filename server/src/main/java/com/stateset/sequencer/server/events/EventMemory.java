package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.SequencedEvent;

/** How much memory an event takes, about: what {@link PageMemory} and {@link StreamMemory} count. */
final class EventMemory {

    static final int KIB = 1024;

    /** Everything but the payload, in KiB: ids, names, hashes and a receipt, with the objects that hold them. */
    static final int ENVELOPE = 2;

    private EventMemory() {}

    /** The bytes of an event that is held. */
    static long held(SequencedEvent event) {
        return ENVELOPE * KIB + copied(event);
    }

    /** The bytes that it takes beside that while it is written: a copy of its payload and metadata. */
    static long copied(SequencedEvent event) {
        return event.event().contentLength();
    }
}
