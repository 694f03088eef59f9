package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What must be answered to batches that find a stream's log at a certain length: the rules of PROTOCOL section 5, written as
 * naively as can be and apart from those that stores use. It shares no code with them and compares contents, not hashes.
 */
final class ReferenceModel {

    private final StreamLog log;
    private final long length;
    private final List<KeyChange> keys;

    /** What the batches so far have added behind the first {@code length} events. */
    private List<Event> added = new ArrayList<>();

    /** The events that a chained batch was refused so far. */
    private final List<Event> refused = new ArrayList<>();

    private ReferenceModel(StreamLog log, long length, List<KeyChange> keys) {
        this.log = log;
        this.length = length;
        this.keys = keys;
    }

    /**
     * Returns one list of answers per batch; without moments, since those are not for the rules to tell.
     *
     * @param keys all that had been done to the agents' keys
     */
    static List<List<ObservedOutcome>> answers(
            StreamLog log, long length, List<AppendBatch> batches, List<KeyChange> keys) {
        ReferenceModel model = new ReferenceModel(log, length, keys);
        return batches.stream().map(model::batch).toList();
    }

    private List<ObservedOutcome> batch(AppendBatch batch) {
        List<Event> addedBefore = List.copyOf(added);
        Optional<String> change = batch.expected().stream()
                .filter(each -> version(each.entity()) != each.version())
                .map(each -> "entity_changed: " + each.entity() + " expected " + each.version() + ", actual "
                        + version(each.entity()))
                .findFirst();
        List<ObservedOutcome> answers = units(batch);
        if (batch.rule() instanceof BatchRule.Atomic && added.size() > addedBefore.size()) {
            change.or(() -> firstRejection(batch, answers)).ifPresent(why -> {
                long lastThatStays = length + addedBefore.size();
                answers.replaceAll(answer -> answer.number() > lastThatStays ? ObservedOutcome.rejected(why) : answer);
                added = new ArrayList<>(addedBefore);
            });
        }
        return answers;
    }

    private static Optional<String> firstRejection(AppendBatch batch, List<ObservedOutcome> answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).isRejected()) {
                return Optional.of(
                        "batch_rejected: " + batch.events().get(i).event().eventId() + " "
                                + answers.get(i).reason());
            }
        }
        return Optional.empty();
    }

    private List<ObservedOutcome> units(AppendBatch batch) {
        boolean chained = batch.rule() instanceof BatchRule.Chained;
        List<ObservedOutcome> answers = new ArrayList<>();
        List<AdmittedEvent> unit = new ArrayList<>();
        refused.clear();
        for (AdmittedEvent candidate : batch.events()) {
            if (!unit.isEmpty() && !sameCommand(unit.get(0), candidate)) {
                answers.addAll(unit(unit, chained));
                unit.clear();
            }
            unit.add(candidate);
        }
        answers.addAll(unit(unit, chained));
        return answers;
    }

    private List<ObservedOutcome> unit(List<AdmittedEvent> unit, boolean chained) {
        List<ObservedOutcome> answers = unit(unit);
        for (int i = 0; chained && i < unit.size(); i++) {
            if (answers.get(i).isRejected()) {
                refused.add(unit.get(i).event());
            }
        }
        return answers;
    }

    private static boolean sameCommand(AdmittedEvent one, AdmittedEvent other) {
        UUID command = one.event().commandId();
        return command != null && command.equals(other.event().commandId());
    }

    /** Judges events of one command, or a single one without a command, each as if the ones before it had gone well. */
    private List<ObservedOutcome> unit(List<AdmittedEvent> unit) {
        List<Event> addedBefore = List.copyOf(added);
        List<ObservedOutcome> answers = new ArrayList<>();
        for (AdmittedEvent candidate : unit) {
            answers.add(single(candidate, addedBefore));
        }
        for (int i = 0; i < unit.size(); i++) {
            if (answers.get(i).isRejected()) {
                String why = "command_rejected: " + unit.get(i).event().eventId() + " "
                        + answers.get(i).reason();
                long lastThatStays = length + addedBefore.size();
                answers.replaceAll(answer -> answer.number() > lastThatStays ? ObservedOutcome.rejected(why) : answer);
                added = new ArrayList<>(addedBefore);
                break;
            }
        }
        return answers;
    }

    private ObservedOutcome single(AdmittedEvent candidate, List<Event> addedBefore) {
        Event event = candidate.event();
        for (int i = 0; i < added.size(); i++) {
            if (added.get(i).eventId().equals(event.eventId())) {
                return replay(event, added.get(i), length + i + 1);
            }
        }
        SequencedEvent stored = log.find(event.eventId(), length).orElse(null);
        if (stored != null) {
            return replay(event, stored.event(), stored.sequenceNumber());
        }
        Optional<String> keyProblem = keyProblem(event);
        if (keyProblem.isPresent()) {
            return ObservedOutcome.rejected(keyProblem.get());
        }
        if (candidate.signatureProblem() != null) {
            return ObservedOutcome.rejected(candidate.signatureProblem().reason());
        }
        if (candidate.commandProblem() != null) {
            return ObservedOutcome.rejected(candidate.commandProblem().reason());
        }
        if (isCommandUsed(event.commandId(), addedBefore)) {
            return ObservedOutcome.rejected("duplicate_command_id");
        }
        for (Event before : refused) {
            if (before.entity().equals(event.entity())) {
                return ObservedOutcome.rejected("predecessor_rejected: " + before.eventId());
            }
        }
        long version = version(event.entity());
        if (event.baseVersion() != null && event.baseVersion() != version) {
            return ObservedOutcome.rejected(
                    "version_conflict: expected " + event.baseVersion() + ", actual " + version);
        }
        added.add(event);
        return ObservedOutcome.accepted(length + added.size(), null);
    }

    private boolean isCommandUsed(@Nullable UUID command, List<Event> addedBefore) {
        return command != null
                && (log.hasCommand(command, length)
                        || addedBefore.stream().anyMatch(one -> command.equals(one.commandId())));
    }

    private long version(EntityRef entity) {
        return log.version(entity, length)
                + added.stream().filter(one -> one.entity().equals(entity)).count();
    }

    private Optional<String> keyProblem(Event event) {
        boolean hasKeys = false;
        boolean registered = false;
        boolean revoked = false;
        for (KeyChange change : keys) {
            if (change.tenant().equals(event.stream().tenantId())
                    && change.agent().equals(event.sourceAgent())) {
                hasKeys |= !change.revokes();
                if (change.keyId() == event.authorship().agentKeyId()) {
                    registered |= !change.revokes();
                    revoked |= registered && change.revokes();
                }
            }
        }
        if (event.authorship() instanceof Authorship.Unsigned) {
            return hasKeys ? Optional.of("signature_required") : Optional.empty();
        }
        String key = "agent_key_invalid: key " + event.authorship().agentKeyId() + " of agent " + event.sourceAgent();
        if (!registered) {
            return Optional.of(key + " is unknown");
        }
        return revoked ? Optional.of(key + " is revoked") : Optional.empty();
    }

    private static ObservedOutcome replay(Event sent, Event standing, long number) {
        return sameContent(sent, standing)
                ? ObservedOutcome.duplicate(number, null)
                : ObservedOutcome.rejected("duplicate_event_id");
    }

    /** Everything that an event's hashes and signature cover. */
    private static boolean sameContent(Event one, Event other) {
        return one.stream().equals(other.stream())
                && one.eventId().equals(other.eventId())
                && one.sourceAgent().equals(other.sourceAgent())
                && one.entity().equals(other.entity())
                && one.eventType().equals(other.eventType())
                && one.createdAt().equals(other.createdAt())
                && Objects.equals(one.payload(), other.payload())
                && one.authorship().equals(other.authorship());
    }
}
