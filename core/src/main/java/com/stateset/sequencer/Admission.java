package com.stateset.sequencer;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was sent into what is valid, on the caller's thread: pure computation, no I/O, thread-safe.
 *
 * <p>An event's checks come in the protocol's order: form, payload, hashes. What only the log can tell (replays, commands,
 * versions) is left to the append; a verdict that a replay escapes travels on with its candidate.
 */
final class Admission {

    private final int maxEvents;
    private final int maxPayloadBytes;

    Admission(int maxEvents, int maxPayloadBytes) {
        this.maxEvents = maxEvents;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /**
     * Admits a batch.
     *
     * @throws IllegalArgumentException if the batch has too many events
     */
    AdmittedBatch admit(IngestBatch batch) {
        List<NewEvent> sent = batch.events();
        if (sent.size() > maxEvents) {
            throw new IllegalArgumentException(
                    "events holds " + sent.size() + " events; at most " + maxEvents + " are allowed in a batch");
        }
        List<Checked> checked = new ArrayList<>(sent.size());
        for (NewEvent event : sent) {
            checked.add(check(batch, event));
        }
        CommandRules commands = new CommandRules(sent, checked);
        List<Admitted> admitted = new ArrayList<>(sent.size());
        for (int i = 0; i < checked.size(); i++) {
            admitted.add(
                    checked.get(i) instanceof Checked.Valid valid
                            ? new Admitted.ToAppend(new Candidate(
                                    valid.event,
                                    VesHashes.signing(valid.event),
                                    commands.verdict(valid.event.commandId())))
                            : new Admitted.Refused(
                                    sent.get(i).eventId(), ((Checked.Invalid) checked.get(i)).rejection));
        }
        return new AdmittedBatch(batch.stream(), admitted);
    }

    private Checked check(IngestBatch batch, NewEvent sent) {
        EntityRef entity;
        CreatedAt createdAt;
        try {
            entity = new EntityRef(sent.entityType(), sent.entityId());
            createdAt = new CreatedAt(sent.createdAt());
            Event.requireForm(sent.eventType(), sent.baseVersion());
            requireSender(batch.agentId(), sent.sourceAgent());
        } catch (IllegalArgumentException e) {
            return invalid(String.valueOf(e.getMessage()));
        }
        Hash claimedHash = null;
        if (sent.payloadHash() != null) {
            try {
                claimedHash = Hash.parse(sent.payloadHash());
            } catch (IllegalArgumentException e) {
                return wrongHash("payload_hash is not 64 hex digits");
            }
        }
        if (sent.payloadLength() > maxPayloadBytes) {
            return invalid(
                    "payload has " + sent.payloadLength() + " bytes; at most " + maxPayloadBytes + " are allowed");
        }
        byte[] payloadText = sent.payload();
        CanonicalJson payload;
        try {
            payload = CanonicalJson.parse(payloadText);
        } catch (InvalidJsonException e) {
            return invalid("payload " + e.getMessage());
        }
        PayloadHashes hashes = PayloadHashes.of(payload);
        if (claimedHash != null
                && !claimedHash.equals(hashes.payloadHash())
                && !isHashAsSent(claimedHash, payloadText)) {
            return wrongHash("payload_hash is not the hash of the payload");
        }
        return new Checked.Valid(new Event(
                batch.stream(),
                sent.eventId(),
                sent.commandId(),
                entity,
                sent.eventType(),
                createdAt,
                sent.sourceAgent(),
                sent.baseVersion(),
                Payload.clear(payload),
                hashes,
                new Authorship.Unsigned()));
    }

    private static void requireSender(@Nullable UUID sender, UUID sourceAgent) {
        if (sender != null && !sender.equals(sourceAgent)) {
            throw new IllegalArgumentException("source_agent is not the agent that sends the batch, " + sender);
        }
    }

    /** Agents of the original hash the payload with its numbers as they wrote them; that form is accepted too. */
    private static boolean isHashAsSent(Hash claimed, byte[] payloadText) {
        return claimed.equals(VesHashes.plain(CanonicalJson.withNumbersAsSent(payloadText)));
    }

    private static Checked invalid(String problem) {
        return new Checked.Invalid(new Rejection.SchemaValidation(problem));
    }

    private static Checked wrongHash(String problem) {
        return new Checked.Invalid(new Rejection.InvalidPayloadHash(problem));
    }

    /** What the checks of one event alone found. */
    sealed interface Checked {

        record Valid(Event event) implements Checked {}

        record Invalid(Rejection rejection) implements Checked {}
    }
}
