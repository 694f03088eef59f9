package com.stateset.sequencer.tck.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.sync.author.EventAuthor;
import java.util.UUID;

/** Another agent, whose events come in with the stream. */
final class OutboxStranger {

    private final EventAuthor author;

    OutboxStranger() {
        UUID agent = UUID.randomUUID();
        this.author = new EventAuthor(OutboxCase.STREAM, agent, new AgentSigner(agent, 1, SigningKey.generate()));
    }

    Event event(String entity) {
        return author.write(OutboxCase.draft(entity));
    }
}
