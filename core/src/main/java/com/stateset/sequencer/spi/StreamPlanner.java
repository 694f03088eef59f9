package com.stateset.sequencer.spi;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AppendPlan.HeadMove;
import com.stateset.sequencer.spi.AppendPlan.Row;
import com.stateset.sequencer.spi.StreamFacts.StoredEvent;
import java.time.Instant;
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
 * The rules for one stream within one group. Takes batch after batch; what it accepts counts as a fact for what follows.
 *
 * <p>The unit of decision is the command: a run of events with one command id. Its events are judged one by one as if all
 * went well; if one is rejected, those that were new are taken back.
 */
final class StreamPlanner {

    private final StreamId stream;
    private final StreamFacts facts;
    private final long headBefore;
    private final List<Row> rows = new ArrayList<>();
    private final Map<UUID, Row> rowsById = new HashMap<>();
    private final Set<UUID> commands = new HashSet<>();
    private final Map<EntityRef, Long> versions = new HashMap<>();

    StreamPlanner(StreamId stream, StreamFacts facts) {
        this.stream = stream;
        this.facts = facts;
        this.headBefore = facts.head();
    }

    List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    HeadMove move() {
        return new HeadMove(stream, headBefore, headBefore + rows.size());
    }

    List<Verdict> plan(Append append) {
        List<Candidate> candidates = append.candidates();
        List<Verdict> verdicts = new ArrayList<>(candidates.size());
        for (int start = 0; start < candidates.size(); start = verdicts.size()) {
            planUnit(candidates.subList(start, endOfUnit(candidates, start)), append.sequencerKeyVersion(), verdicts);
        }
        return verdicts;
    }

    private static int endOfUnit(List<Candidate> candidates, int start) {
        UUID command = candidates.get(start).event().commandId();
        int end = start + 1;
        while (command != null
                && end < candidates.size()
                && command.equals(candidates.get(end).event().commandId())) {
            end++;
        }
        return end;
    }

    private void planUnit(List<Candidate> unit, int keyVersion, List<Verdict> verdicts) {
        int firstRow = rows.size();
        Rejection.@Nullable CommandRejected failure = null;
        for (Candidate candidate : unit) {
            Verdict verdict = judge(candidate, keyVersion);
            verdicts.add(verdict);
            if (failure == null && verdict instanceof Verdict.Refused refused) {
                failure = new Rejection.CommandRejected(candidate.event().eventId(), refused.rejection());
            }
        }
        if (failure != null) {
            takeBack(
                    firstRow,
                    new Verdict.Refused(failure),
                    verdicts.subList(verdicts.size() - unit.size(), verdicts.size()));
        } else if (rows.size() > firstRow && unit.get(0).event().commandId() != null) {
            commands.add(Objects.requireNonNull(unit.get(0).event().commandId()));
        }
    }

    /** The order of these checks is the protocol's. */
    private Verdict judge(Candidate candidate, int keyVersion) {
        Event event = candidate.event();
        Row sibling = rowsById.get(event.eventId());
        if (sibling != null) {
            return replay(
                    candidate,
                    sibling.sequenceNumber(),
                    sibling.leafHash(),
                    new Verdict.ReplayOfRow(sibling, candidate.signingHash()));
        }
        StoredEvent stored = facts.stored(event.eventId());
        if (stored != null) {
            return replay(
                    candidate,
                    stored.sequenceNumber(),
                    stored.leafHash(),
                    new Verdict.ReplayOfStored(stored, candidate.signingHash()));
        }
        Rejection problem = problemOfAuthorship(candidate);
        if (problem == null) {
            problem = candidate.commandProblem();
        }
        if (problem != null) {
            return new Verdict.Refused(problem);
        }
        UUID command = event.commandId();
        if (command != null && (commands.contains(command) || facts.commandUsed(command))) {
            return new Verdict.Refused(new Rejection.DuplicateCommandId());
        }
        long version = versions.computeIfAbsent(event.entity(), facts::version);
        if (event.baseVersion() != null && event.baseVersion() != version) {
            return new Verdict.Refused(new Rejection.VersionConflict(event.baseVersion(), version));
        }
        return new Verdict.New(add(candidate, version + 1, keyVersion), candidate.signingHash());
    }

    /** The key first, then the signature; and an agent that has a key cannot be spoken for without it. */
    private @Nullable Rejection problemOfAuthorship(Candidate candidate) {
        List<AgentKey> keys = facts.agentKeys(candidate.event().sourceAgent());
        if (!(candidate.event().authorship() instanceof Authorship.Signed signed)) {
            return keys.isEmpty() ? null : new Rejection.SignatureRequired();
        }
        for (AgentKey key : keys) {
            if (key.keyId() == signed.agentKeyId()) {
                Optional<String> problem = key.problemAt(facts.sequencedAt());
                return problem.isPresent()
                        ? new Rejection.AgentKeyInvalid(problem.get())
                        : candidate.signatureProblem();
            }
        }
        return Rejection.AgentKeyInvalid.unknown(candidate.event().sourceAgent(), signed.agentKeyId());
    }

    /** An event is the same if it would make the same leaf at the same place. */
    private Verdict replay(Candidate candidate, long sequenceNumber, Hash leafHash, Verdict same) {
        return leafAt(sequenceNumber, candidate).equals(leafHash)
                ? same
                : new Verdict.Refused(new Rejection.DuplicateEventId());
    }

    private Row add(Candidate candidate, long entityVersion, int keyVersion) {
        Event event = candidate.event();
        long sequenceNumber = headBefore + rows.size() + 1;
        Row row = new Row(event, sequenceNumber, entityVersion, leafAt(sequenceNumber, candidate), keyVersion);
        rows.add(row);
        rowsById.put(event.eventId(), row);
        versions.put(event.entity(), entityVersion);
        return row;
    }

    private Hash leafAt(long sequenceNumber, Candidate candidate) {
        return VesHashes.leaf(
                stream,
                sequenceNumber,
                candidate.signingHash(),
                candidate.event().authorship().signature());
    }

    private void takeBack(int firstRow, Verdict instead, List<Verdict> verdicts) {
        verdicts.replaceAll(verdict -> verdict.dependsOnRowsFrom(firstRow + headBefore + 1) ? instead : verdict);
        List<Row> taken = rows.subList(firstRow, rows.size());
        for (int i = taken.size() - 1; i >= 0; i--) {
            Row row = taken.get(i);
            rowsById.remove(row.event().eventId());
            versions.put(row.event().entity(), row.entityVersion() - 1);
        }
        taken.clear();
    }

    /** What becomes of a candidate, before the moment of storing is known. */
    sealed interface Verdict {

        Outcome outcome(UUID eventId, @Nullable Instant sequencedAt);

        default boolean dependsOnRowsFrom(long sequenceNumber) {
            return false;
        }

        record New(Row row, Hash signingHash) implements Verdict {

            @Override
            public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
                return new Outcome.Accepted(
                        eventId,
                        row.sequenceNumber(),
                        Objects.requireNonNull(sequencedAt),
                        signingHash,
                        row.sequencerKeyVersion());
            }

            @Override
            public boolean dependsOnRowsFrom(long sequenceNumber) {
                return row.sequenceNumber() >= sequenceNumber;
            }
        }

        record ReplayOfRow(Row row, Hash signingHash) implements Verdict {

            @Override
            public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
                return new Outcome.Duplicate(
                        eventId,
                        row.sequenceNumber(),
                        Objects.requireNonNull(sequencedAt),
                        signingHash,
                        row.sequencerKeyVersion());
            }

            @Override
            public boolean dependsOnRowsFrom(long sequenceNumber) {
                return row.sequenceNumber() >= sequenceNumber;
            }
        }

        record ReplayOfStored(StoredEvent stored, Hash signingHash) implements Verdict {

            @Override
            public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
                return new Outcome.Duplicate(
                        eventId,
                        stored.sequenceNumber(),
                        stored.sequencedAt(),
                        signingHash,
                        stored.sequencerKeyVersion());
            }
        }

        record Refused(Rejection rejection) implements Verdict {

            @Override
            public Outcome outcome(UUID eventId, @Nullable Instant sequencedAt) {
                return new Outcome.Rejected(eventId, rejection);
            }
        }
    }
}
