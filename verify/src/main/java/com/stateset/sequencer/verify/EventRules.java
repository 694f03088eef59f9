package com.stateset.sequencer.verify;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Domain;
import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.verify.seen.KeyNumbers;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks of each event what follows from the events before it, to be taken from the first on.
 *
 * <p>No hash covers these values, but most of them can be recomputed, because the sequencer's rules (PROTOCOL sections 1 and 5) leave no
 * choice: the version of an entity is the count of its events, a base version is the version before, an event id and a command are used
 * once, the sequencer's clock does not run backwards, and a sequencer that signs receipts does not stop to. What the rules leave open,
 * above all an id or a base version that was <em>removed</em>, cannot be noticed.
 *
 * <p>Payloads that are missing are counted here, not reported one by one: an operator who has erased some wants to know of all of them,
 * and whether the rest is sound. For one thread.
 */
final class EventRules {

    private static final Domain ENTITY = Domain.of("SEQUENCER_AUDITED_ENTITY");

    private final SequencerTrust trust;
    private final DomainHasher hasher = new DomainHasher();
    private final KeyNumbers versions = new KeyNumbers();
    private final KeyNumbers events = new KeyNumbers();
    private final KeyNumbers commands = new KeyNumbers();
    private final MissingPayloads missing;
    private @Nullable SequencedEvent last;
    private long unsigned;

    EventRules(SequencerTrust trust) {
        this.trust = trust;
        this.missing = new MissingPayloads(trust);
    }

    /** The payloads that could not be compared with their hashes. */
    MissingPayloads missing() {
        return missing;
    }

    /** How many events no agent has signed. */
    long unsigned() {
        return unsigned;
    }

    /** Takes the next event. */
    void take(CheckedEvent checked) throws DamageException {
        SequencedEvent sequenced = checked.sequenced();
        String problem = versionProblem(sequenced);
        if (problem == null) {
            problem = idProblem(sequenced);
        }
        if (problem == null) {
            problem = placeProblem(sequenced);
        }
        if (problem != null) {
            throw DamageException.ofEvent(sequenced.sequenceNumber(), problem);
        }
        count(checked);
        last = sequenced;
    }

    private void count(CheckedEvent checked) throws DamageException {
        missing.take(checked.sequenced());
        if (!checked.isSigned()) {
            unsigned++;
        }
    }

    private @Nullable String versionProblem(SequencedEvent sequenced) {
        UUID entity = key(sequenced.event().entity());
        long version = versions.get(entity) + 1;
        versions.put(entity, version);
        if (sequenced.entityVersion() != version) {
            return "its entity_version is " + sequenced.entityVersion() + ", but its entity has " + version
                    + (version == 1 ? " event" : " events") + " up to it";
        }
        Long base = sequenced.event().baseVersion();
        return base == null || base == version - 1
                ? null
                : "its base_version is " + base + ", but its entity was at " + (version - 1);
    }

    private @Nullable String idProblem(SequencedEvent sequenced) {
        Event event = sequenced.event();
        long sameId = events.get(event.eventId());
        if (sameId != 0) {
            return "it has the event_id of event " + sameId;
        }
        events.put(event.eventId(), sequenced.sequenceNumber());
        UUID command = event.commandId();
        if (command == null) {
            return null;
        }
        long used = commands.get(command);
        if (used != 0 && (last == null || !command.equals(last.event().commandId()))) {
            return "its command_id was used up by event " + used;
        }
        commands.put(command, sequenced.sequenceNumber());
        return null;
    }

    private @Nullable String placeProblem(SequencedEvent sequenced) throws DamageException {
        Instant before = last == null ? Instant.MIN : last.sequencedAt();
        if (sequenced.sequencedAt().isBefore(before)) {
            return "its sequenced_at is before that of the event before it";
        }
        int version = sequenced.sequencerKeyVersion();
        if (version != 0 && !trust.keys().containsKey(version)) {
            return "its receipt is of the sequencer's key " + version + ", which is not known";
        }
        return version == 0 && last != null && last.sequencerKeyVersion() != 0
                ? "its receipt is not signed, although that of the event before it is"
                : null;
    }

    /** Two entities of one key would take as much work as breaking half of SHA-256. */
    private UUID key(EntityRef entity) {
        return hasher.begin(ENTITY).string(entity.type()).string(entity.id()).finishUuid();
    }
}
