package com.stateset.sequencer;

import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.UUID;

/** What admission made of one event: a candidate for the log, or a refusal. */
sealed interface Admitted {

    /** Valid; the log decides. */
    record ToAppend(AdmittedEvent candidate) implements Admitted {}

    /** Invalid, whatever the log holds. */
    record Refused(UUID eventId, Rejection rejection) implements Admitted {}
}
