package com.stateset.sequencer.aggregate;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.SignatureClaim;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.id.TimeOrderedId;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of the decision on one command. Their ids follow from the command's: so they are found again by looking for the first one,
 * and two decisions on one command cannot both be stored, in whichever processes they are made.
 */
final class CommandEvents {

    private static final Domain DOMAIN = Domain.of("SEQUENCER_COMMAND_EVENT_V1");

    private CommandEvents() {}

    /** The id of an event of a command; a new one for a decision that has no command id. */
    static UUID id(StreamId stream, @Nullable UUID commandId, int index) {
        return commandId == null ? TimeOrderedId.next() : hashed(stream, commandId, index);
    }

    /** A UUID of version 8 (RFC 9562): a hash of the stream, the command and the number of its event, from 0. */
    private static UUID hashed(StreamId stream, UUID commandId, int index) {
        UUID hash = new DomainHasher()
                .begin(DOMAIN)
                .uuid(stream.tenantId())
                .uuid(stream.storeId())
                .uuid(commandId)
                .u32(index)
                .finishUuid();
        return new UUID(
                (hash.getMostSignificantBits() & 0xffff_ffff_ffff_0fffL) | 0x8000L,
                (hash.getLeastSignificantBits() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    /** What a command has been decided to, in order; empty as long as nothing of it is stored. */
    static List<SequencedEvent> find(EventStore store, StreamId stream, UUID commandId) {
        List<SequencedEvent> events = new ArrayList<>();
        for (Optional<SequencedEvent> next = store.find(stream, hashed(stream, commandId, 0));
                next.isPresent();
                next = store.find(stream, hashed(stream, commandId, events.size()))) {
            events.add(next.get());
        }
        return events;
    }

    /** Stored events as they were sent, so that they can be sent again; empty if one cannot be read any more. */
    static Optional<List<NewEvent>> asSent(List<SequencedEvent> events) {
        List<NewEvent> sent = new ArrayList<>();
        for (SequencedEvent each : events) {
            if (!(each.event().payload() instanceof Payload.Content payload)) {
                return Optional.empty();
            }
            sent.add(asSent(each.event(), payload));
        }
        return Optional.of(sent);
    }

    private static NewEvent asSent(Event event, Payload.Content payload) {
        NewEvent.Builder builder = NewEvent.builder()
                .eventId(event.eventId())
                .commandId(event.commandId())
                .entity(event.entity().type(), event.entity().id())
                .eventType(event.eventType())
                .baseVersion(event.baseVersion())
                .createdAt(event.createdAt().text())
                .sourceAgent(event.sourceAgent())
                .metadata(event.metadata().entries())
                .tags(event.tags().values());
        if (payload instanceof Payload.EndToEnd) {
            builder.encryptedPayload(Ciphertext.read(payload.json()).toWire());
        } else {
            builder.payload(payload.json().toByteArray());
        }
        if (event.authorship() instanceof Authorship.Signed signed) {
            builder.signature(new SignatureClaim(
                    signed.vesVersion(),
                    signed.agentKeyId(),
                    event.payloadHashes().kind(),
                    event.payloadHashes().plainHash().toHex(),
                    event.payloadHashes().cipherHash().toHex(),
                    signed.signature().toHex()));
        }
        return builder.build();
    }
}
