package com.stateset.sequencer.error;

import com.stateset.sequencer.event.SequencedEvent;
import org.jspecify.annotations.Nullable;

/** A stored event cannot be turned into a value of the application's: its type is not known, or its payload does not fit. */
public final class UnmappableEventException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final transient SequencedEvent event;

    public UnmappableEventException(SequencedEvent event, String problem, @Nullable Throwable cause) {
        super(
                "event " + event.sequenceNumber() + " of the stream " + event.event().stream() + ", of type "
                        + event.event().eventType() + ": " + problem,
                cause);
        this.event = event;
    }

    /** The event. */
    public SequencedEvent event() {
        return event;
    }
}
