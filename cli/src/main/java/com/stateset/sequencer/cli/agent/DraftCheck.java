package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.author.EventAuthor;

/** Refuses, before it is kept, an event that no server could accept. */
final class DraftCheck {

    /** What a server takes unless it is configured otherwise; the limit is the canonical form's, which is what is sent. */
    static final String DEFAULT_MAX_PAYLOAD = "1048576";

    private final EventAuthor author;
    private final int maxPayload;
    private final boolean salted;

    DraftCheck(OutboxProfile owner, int maxPayload, boolean salted) {
        this.author = new EventAuthor(owner.stream(), owner.agentId(), null);
        this.maxPayload = maxPayload;
        this.salted = salted;
    }

    /**
     * Returns the event as it is to be kept, if it could be accepted.
     *
     * @throws IllegalArgumentException saying why not
     */
    NewEvent checked(NewEvent sent) {
        NewEvent draft = salted ? sent.toBuilder().salted().build() : sent;
        Payload payload = author.write(draft).payload();
        int length = payload instanceof Payload.Clear clear ? clear.json().length() : 0;
        if (length > maxPayload) {
            throw new IllegalArgumentException(
                    "payload has " + length + " bytes as canonical JSON; at most " + maxPayload + " are allowed");
        }
        return draft;
    }
}
