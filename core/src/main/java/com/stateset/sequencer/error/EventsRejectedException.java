package com.stateset.sequencer.error;

import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import java.util.List;

/**
 * Events of a batch were rejected. What was to be all or nothing (the {@code append} of a stream) has stored nothing then, and every new
 * event of it is among the rejections; of a batch of independent events, {@code ingest}, the others are stored.
 *
 * <p>Each rejection names its event, with {@code rejection().reason()}, as it stands on the wire, and {@code rejection().message()}, a
 * sentence for a person.
 */
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

    /** Whether to look again at the entities, and to decide anew, may help: every rejection is a {@linkplain Rejection#isConflict conflict}. */
    public boolean isConflict() {
        return rejections.stream().allMatch(each -> each.rejection().isConflict());
    }

    private static String describe(List<Outcome.Rejected> rejections) {
        Outcome.Rejected cause = causeOf(rejections);
        String others = rejections.size() == 1 ? "" : " (and " + (rejections.size() - 1) + " more rejected)";
        return "event " + cause.eventId() + " was rejected: "
                + cause.rejection().reason() + others;
    }

    /** The first that was not rejected for another's sake; the first of all, if there is none. */
    private static Outcome.Rejected causeOf(List<Outcome.Rejected> rejections) {
        return rejections.stream()
                .filter(each -> each.rejection().root().equals(each.rejection()))
                .findFirst()
                .orElse(rejections.get(0));
    }
}
