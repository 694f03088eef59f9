package com.stateset.sequencer.sync.conflict;

import com.stateset.sequencer.json.CanonicalJson;
import java.util.Objects;

/** What is to become of a rejected event. */
public sealed interface Settlement {

    /** It is given up, with its command: what stands in the log is right. */
    record Theirs() implements Settlement {}

    /** A new event that says the same takes its place, on top of what stands in the log. */
    record Mine() implements Settlement {}

    /**
     * A new event takes its place, on top of what stands in the log, and says something else.
     *
     * @param payload what it says
     */
    record Merged(CanonicalJson payload) implements Settlement {

        public Merged {
            Objects.requireNonNull(payload, "payload");
        }
    }

    /**
     * It waits for a person.
     *
     * @param why what kept it from being settled, for that person
     */
    record Ask(String why) implements Settlement {

        public Ask {
            Objects.requireNonNull(why, "why");
        }
    }
}
