package com.stateset.sequencer.tck.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.BatchLimits;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.PushOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all outbox contract classes share: a place of its own for each test, with a signing outbox open. */
public abstract class OutboxCase {

    static final BatchLimits ALL = new BatchLimits(1000, 1000, 1 << 20, true);
    static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    static final UUID AGENT = new UUID(5, 6);
    static final AgentSigner SIGNER = new AgentSigner(AGENT, 1, SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]));
    static final OutboxProfile PROFILE = new OutboxProfile(STREAM, AGENT).keyId(1);

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final List<Outbox> opened = new ArrayList<>();
    private OutboxFixture fixture;
    private String place;
    private Outbox outbox;

    /** The fixture of the outbox under test. */
    protected abstract OutboxFixture fixture();

    @BeforeEach
    void makePlace() {
        fixture = fixture();
        place = fixture.create();
        outbox = openAnother();
    }

    @AfterEach
    void deletePlace() {
        opened.forEach(Outbox::close);
        fixture.delete(place);
    }

    Outbox outbox() {
        return outbox;
    }

    /** Opens the same outbox once more, until the end of the test. */
    Outbox openAnother() {
        return open(PROFILE, SIGNER);
    }

    Outbox open(OutboxProfile profile, @Nullable AgentSigner signer) {
        Outbox another = fixture.open(place, profile, signer);
        opened.add(another);
        return another;
    }

    static NewEvent draft(String entity) {
        return draft(entity, null, null);
    }

    static NewEvent draft(String entity, @Nullable Long baseVersion) {
        return draft(entity, baseVersion, null);
    }

    static NewEvent draft(String entity, @Nullable Long baseVersion, @Nullable UUID command) {
        return NewEvent.builder()
                .entity("order", entity)
                .eventType("order.changed")
                .payload("{\"of\":\"" + entity + "\"}")
                .baseVersion(baseVersion)
                .commandId(command)
                .build();
    }

    /** Takes everything and has it answered: by the events' order in the batch, or rejected with a reason. */
    void answer(List<LocalEvent> batch, String... answers) {
        List<PushOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(outcome(batch.get(i).eventId(), answers[i]));
        }
        outbox.journal().record(outcomes, 0);
    }

    /** A number means stored there; anything else is the reason of a rejection. */
    static PushOutcome outcome(UUID eventId, String answer) {
        return answer.chars().allMatch(Character::isDigit)
                ? new PushOutcome.Stored(eventId, Long.parseLong(answer), null)
                : new PushOutcome.Rejected(eventId, answer, answer);
    }

    /** An event as it comes back with the stream. */
    static PulledEvent pulled(Event event, long sequenceNumber, long entityVersion) {
        Hash signing = VesHashes.signing(event);
        Hash leaf = VesHashes.leaf(
                STREAM, sequenceNumber, signing, event.authorship().signature());
        return new PulledEvent(
                new SequencedEvent(event, sequenceNumber, NOON.plusSeconds(sequenceNumber), entityVersion, leaf, 0),
                VesHashes.receipt(STREAM, event.eventId(), sequenceNumber, signing),
                null);
    }

    /** How an event is doing, in words. */
    String said(LocalEvent event) {
        LocalState state = outbox.find(event.eventId()).orElseThrow().state();
        if (state instanceof LocalState.Pending pending) {
            return pending.mayBeSent() ? "sending" : "pending";
        }
        if (state instanceof LocalState.Accepted accepted) {
            return "accepted " + accepted.sequenceNumber();
        }
        if (state instanceof LocalState.Rejected rejected) {
            return "rejected " + rejected.reason();
        }
        return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    List<String> said(List<LocalEvent> events) {
        return events.stream().map(this::said).toList();
    }
}
