package com.stateset.sequencer.error;

import com.stateset.sequencer.event.Outcome;
import java.util.List;

/** Some events of a batch were rejected; the others are stored. */
public final class EventsRejectedException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final transient List<Outcome.Rejected> rejections;

    /**
     * Reports rejected events.
     *
     * @param rejections at least one
     */
    public EventsRejectedException(List<Outcome.Rejected> rejections) {
        super(describe(rejections), null);
        this.rejections = List.copyOf(rejections);
    }

    /** The rejected events, in the order sent. */
    public List<Outcome.Rejected> rejections() {
        return rejections;
    }

    private static String describe(List<Outcome.Rejected> rejections) {
        Outcome.Rejected first = rejections.get(0);
        String others = rejections.size() == 1 ? "" : " (and " + (rejections.size() - 1) + " more rejected)";
        return "event " + first.eventId() + " was rejected: "
                + first.rejection().reason() + others;
    }
}
