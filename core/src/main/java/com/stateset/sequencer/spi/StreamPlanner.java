package com.stateset.sequencer.spi;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.StaleSealException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.StreamState.StoredEvent;
import com.stateset.sequencer.spi.seal.BatchSeal;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one stream within one group. Takes batch after batch; what it accepts counts as stored for what follows. For
 * one thread, for one group.
 *
 * <p>The unit of decision is the command: a run of events with one command id (an event without one is a unit of its own). Its
 * events are judged one by one as if all went well. If one is rejected, those that were new are taken back: their numbers, their
 * entities' versions, and their ids, so that the stream continues without a gap, as if the unit had never been looked at. Replays
 * in the unit stay replays, unless they repeat an event that was taken back.
 *
 * <p>In a chained batch, a rejection goes on to all that follows on the same entity, and through a follower's command to its siblings'
 * entities: {@code broken} holds, for each entity of which an event was rejected, that event.
 *
 * <p>A batch that is all or nothing is one unit more, around those of its commands: if anything in it was rejected, or an entity that it
 * names was at another version when the batch came, or its {@link AppendCondition} did not hold then, then all that was new in it is taken back in the same way.
 *
 * <p>What must hold after each unit: {@code accepted} is numbered from {@code headBefore + 1} on without a gap;
 * {@code acceptedById} holds exactly these; {@code versions} holds, of every entity that was looked at, its version with them.
 */
final class StreamPlanner {

    private final StreamId stream;
    private final StreamState state;
    private final long headBefore;
    private final List<PlannedEvent> accepted;
    private final Map<UUID, PlannedEvent> acceptedById;
    private final Map<EntityRef, Long> versions;
    private final Set<UUID> commands = new HashSet<>();
    private final Map<EntityRef, UUID> broken = new HashMap<>();
    private @Nullable AppendedEntries tree;

    /** What the stored history is known to extend. */
    private TreeHead extended = TreeHead.EMPTY;

    /**
     * Begins a stream's part of a plan.
     *
     * @param likelyEvents about how many events will come
     */
    StreamPlanner(StreamId stream, StreamState state, int likelyEvents) {
        this.stream = stream;
        this.state = state;
        this.headBefore = state.head();
        this.accepted = new ArrayList<>(likelyEvents);
        this.acceptedById = new HashMap<>(2 * likelyEvents);
        this.versions = new HashMap<>(2 * likelyEvents);
    }

    List<PlannedEvent> accepted() {
        return Collections.unmodifiableList(accepted);
    }

    /** Adds what was accepted to the tree; for when all batches are planned. */
    void finish() {
        List<Hash> leaves = new ArrayList<>(accepted.size());
        for (PlannedEvent event : accepted) {
            leaves.add(event.leafHash());
        }
        tree = AppendedEntries.ofEntries(state.rightEdge(), leaves);
    }

    /** The tree before and after the group, once it is {@linkplain #finish finished}. */
    AppendedEntries tree() {
        return Objects.requireNonNull(tree, "not finished");
    }

    /**
     * Checks that the stored history extends the one that the sequencer knows. Where it is longer, another process has appended, or
     * somebody has written another history: that is told by the tiles, two for each level at most.
     *
     * @throws StreamStoppedException if it does not
     */
    private void requireExtension(TreeHead known) {
        if (headBefore < known.size()) {
            throw new StreamStoppedException(
                    stream, "its head is " + headBefore + ", but it has been at " + known.size() + " before");
        }
        Hash root = state.rightEdge().root();
        if (headBefore == known.size() && !root.equals(known.root())) {
            throw new StreamStoppedException(
                    stream,
                    "the root of its " + headBefore + " events is "
                            + root.toHex() + ", but it was "
                            + known.root().toHex() + " before");
        }
        if (headBefore > known.size() && !known.equals(extended)) {
            requireProof(known, root);
            extended = known;
        }
    }

    private void requireProof(TreeHead known, Hash root) {
        try {
            new LogProver(state.tiles(), headBefore).consistency(known.size()).verify(known.root(), root);
        } catch (LogVerificationException e) {
            throw new StreamStoppedException(
                    stream,
                    "its tree of " + headBefore + " events does not extend the one of " + known.size()
                            + " that was there before: " + e.getMessage());
        }
    }

    /**
     * Decides about the next batch.
     *
     * @throws StreamStoppedException if the stored history is not one that the sequencer knows, or an event that is sent again is
     *     stored beyond its head
     * @throws StaleSealException if an entity of the stream was erased after the batch had been sealed
     */
    List<PlannedOutcome> plan(AppendBatch batch) {
        if (batch.known() != null) {
            requireExtension(batch.known());
        }
        BatchSeal seal = batch.seal();
        if (seal != null && seal.erasures() != version(Erasure.LOG)) {
            throw new StaleSealException(stream);
        }
        List<AdmittedEvent> events = batch.events();
        List<PlannedOutcome> verdicts = new ArrayList<>(events.size());
        Rejection change = changeOf(batch.expected());
        int acceptedBefore = accepted.size();
        broken.clear();
        for (int start = 0; start < events.size(); start = verdicts.size()) {
            planUnit(events, start, endOfUnit(events, start), batch.sequencerKeyVersion(), verdicts);
            if (batch.rule() instanceof BatchRule.Chained) {
                breakChains(events, start, verdicts);
            }
        }
        if (batch.rule() instanceof BatchRule.Atomic) {
            requireAll(batch, acceptedBefore, change, verdicts);
        }
        return verdicts;
    }

    /** The first entity that is not at the version at which it is expected before a batch. */
    private @Nullable Rejection changeOf(List<EntityVersion> expected) {
        for (EntityVersion each : expected) {
            long actual = version(each.entity());
            if (actual != each.version()) {
                return new Rejection.EntityChanged(each.entity(), each.version(), actual);
            }
        }
        return null;
    }

    /** Takes all of a batch back that was new, if any of it was rejected; what is left of it, replays, changes nothing. */
    private void requireAll(
            AppendBatch batch, int acceptedBefore, @Nullable Rejection change, List<PlannedOutcome> verdicts) {
        if (accepted.size() == acceptedBefore) {
            return;
        }
        List<AdmittedEvent> events = batch.events();
        AppendCondition condition = batch.condition();
        Rejection failure = change == null && condition != null
                ? ConditionCheck.failure(condition, state, accepted.subList(0, acceptedBefore))
                : change;
        for (int i = 0; failure == null && i < verdicts.size(); i++) {
            if (verdicts.get(i) instanceof PlannedOutcome.Refused refused) {
                failure = new Rejection.BatchRejected(events.get(i).event().eventId(), refused.rejection());
            }
        }
        if (failure != null) {
            takeBack(acceptedBefore, new PlannedOutcome.Refused(failure), verdicts);
        }
    }

    private static int endOfUnit(List<AdmittedEvent> events, int start) {
        UUID command = events.get(start).event().commandId();
        int end = start + 1;
        while (command != null
                && end < events.size()
                && command.equals(events.get(end).event().commandId())) {
            end++;
        }
        return end;
    }

    private void planUnit(
            List<AdmittedEvent> events, int start, int end, int keyVersion, List<PlannedOutcome> verdicts) {
        int acceptedBefore = accepted.size();
        Rejection.@Nullable CommandRejected failure = null;
        for (int i = start; i < end; i++) {
            AdmittedEvent event = events.get(i);
            PlannedOutcome verdict = judge(event, keyVersion);
            verdicts.add(verdict);
            if (failure == null && verdict instanceof PlannedOutcome.Refused refused) {
                failure = new Rejection.CommandRejected(event.event().eventId(), refused.rejection());
            }
        }
        UUID command = events.get(start).event().commandId();
        if (failure != null) {
            takeBack(acceptedBefore, new PlannedOutcome.Refused(failure), verdicts.subList(start, end));
        } else if (command != null && accepted.size() > acceptedBefore) {
            commands.add(command);
        }
    }

    /** What comes later on the entities of the events that were just rejected is rejected, too. */
    private void breakChains(List<AdmittedEvent> events, int start, List<PlannedOutcome> verdicts) {
        for (int i = start; i < verdicts.size(); i++) {
            if (verdicts.get(i) instanceof PlannedOutcome.Refused) {
                Event rejected = events.get(i).event();
                broken.putIfAbsent(rejected.entity(), rejected.eventId());
            }
        }
    }

    private PlannedOutcome judge(AdmittedEvent admitted, int keyVersion) {
        PlannedOutcome replay = replayOf(admitted);
        if (replay != null) {
            return replay;
        }
        Rejection problem = problemOf(admitted);
        if (problem != null) {
            return new PlannedOutcome.Refused(problem);
        }
        Event event = admitted.event();
        long version = version(event.entity());
        if (event.baseVersion() != null && event.baseVersion() != version) {
            return new PlannedOutcome.Refused(new Rejection.VersionConflict(event.baseVersion(), version));
        }
        return new PlannedOutcome.New(accept(admitted, version + 1, keyVersion));
    }

    /** What is answered if the event is in the log or the batch already. */
    private @Nullable PlannedOutcome replayOf(AdmittedEvent admitted) {
        UUID id = admitted.event().eventId();
        PlannedEvent sibling = acceptedById.get(id);
        if (sibling != null) {
            return replay(
                    admitted,
                    sibling.sequenceNumber(),
                    sibling.leafHash(),
                    new PlannedOutcome.ReplayOfPlanned(sibling));
        }
        StoredEvent stored = state.stored(id);
        if (stored == null) {
            return null;
        }
        requireInHistory(stored);
        return replay(
                admitted,
                stored.sequenceNumber(),
                stored.leafHash(),
                new PlannedOutcome.ReplayOfStored(stored, admitted.signingHash()));
    }

    /** Why the event is refused, its base version apart. The order of these checks, and that this comes last, is the protocol's. */
    private @Nullable Rejection problemOf(AdmittedEvent admitted) {
        Event event = admitted.event();
        Rejection problem = problemOfAuthorship(admitted);
        if (problem == null) {
            problem = admitted.payloadProblem();
        }
        if (problem == null) {
            problem = admitted.commandProblem();
        }
        if (problem != null) {
            return problem;
        }
        UUID command = event.commandId();
        if (command != null && (commands.contains(command) || state.commandUsed(command))) {
            return new Rejection.DuplicateCommandId();
        }
        return problemOfNeighbours(admitted);
    }

    /** What the batch's rule makes of the rejections of other events: of those of the plan, and of those that were no valid ones. */
    private @Nullable Rejection problemOfNeighbours(AdmittedEvent admitted) {
        UUID predecessor = broken.get(admitted.event().entity());
        return predecessor != null ? new Rejection.PredecessorRejected(predecessor) : admitted.batchProblem();
    }

    /** A row that no head covers is no event: to answer it as a duplicate would say that it is durable at its place. */
    private void requireInHistory(StoredEvent stored) {
        if (stored.sequenceNumber() < 1 || stored.sequenceNumber() > headBefore) {
            throw new StreamStoppedException(
                    stream, "event " + stored.sequenceNumber() + " is stored beyond its head, " + headBefore);
        }
    }

    private long version(EntityRef entity) {
        Long known = versions.get(entity);
        return known != null ? known : possible(entity, state.version(entity));
    }

    /** Versions count an entity's events; the tree over the leaves does not have them, so a row may say what it likes. */
    private long possible(EntityRef entity, long version) {
        if (version < 0 || version > headBefore) {
            throw new EventAlteredException(
                    stream,
                    "the last event of " + entity.type() + " " + entity.id()
                            + " is not as it was sequenced: its entity version is " + version + ", and there are "
                            + headBefore + " events in all");
        }
        return version;
    }

    /**
     * The key first, then the signature; and an agent that has a key cannot be spoken for without it. Events of the sequencer's own are
     * let in by its admission alone: a key that is registered for its id keeps no erasure and no deed from being recorded.
     */
    private @Nullable Rejection problemOfAuthorship(AdmittedEvent admitted) {
        Event event = admitted.event();
        if (stream.isAuditLog() || Erasure.isReserved(event.entity())) {
            return null;
        }
        List<AgentKey> keys = state.agentKeys(event.sourceAgent());
        if (!(event.authorship() instanceof Authorship.Signed signed)) {
            return keys.isEmpty() ? null : new Rejection.SignatureRequired();
        }
        for (AgentKey key : keys) {
            if (key.keyId() == signed.agentKeyId()) {
                Optional<String> problem = key.problemAt(state.sequencedAt());
                return problem.isPresent() ? new Rejection.AgentKeyInvalid(problem.get()) : admitted.signatureProblem();
            }
        }
        return Rejection.AgentKeyInvalid.unknown(event.sourceAgent(), signed.agentKeyId());
    }

    /** An event is the same if it would make the same leaf at the same place. */
    private PlannedOutcome replay(AdmittedEvent admitted, long sequenceNumber, Hash leafHash, PlannedOutcome same) {
        return leafAt(sequenceNumber, admitted).equals(leafHash)
                ? same
                : new PlannedOutcome.Refused(new Rejection.DuplicateEventId());
    }

    private PlannedEvent accept(AdmittedEvent admitted, long entityVersion, int keyVersion) {
        long sequenceNumber = headBefore + accepted.size() + 1;
        PlannedEvent planned =
                new PlannedEvent(admitted, sequenceNumber, entityVersion, leafAt(sequenceNumber, admitted), keyVersion);
        accepted.add(planned);
        acceptedById.put(admitted.event().eventId(), planned);
        versions.put(admitted.event().entity(), entityVersion);
        return planned;
    }

    private Hash leafAt(long sequenceNumber, AdmittedEvent admitted) {
        return VesHashes.leaf(
                stream,
                sequenceNumber,
                admitted.signingHash(),
                admitted.event().authorship().signature());
    }

    private void takeBack(int kept, PlannedOutcome instead, List<PlannedOutcome> ofUnit) {
        ofUnit.replaceAll(verdict -> verdict.dependsOnEventsFrom(headBefore + kept + 1) ? instead : verdict);
        List<PlannedEvent> taken = accepted.subList(kept, accepted.size());
        for (int i = taken.size() - 1; i >= 0; i--) {
            PlannedEvent planned = taken.get(i);
            acceptedById.remove(planned.event().eventId());
            commands.remove(planned.event().commandId());
            versions.put(planned.event().entity(), planned.entityVersion() - 1);
        }
        taken.clear();
    }
}
