package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.StreamState;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Stores that are right nearly always, each wrong in its own way now and then. */
public final class BrokenStores {

    private BrokenStores() {}

    /** Changes the rows of a group before they are stored. */
    static Function<Path, JournalStore> storing(int every, UnaryOperator<List<SequencedEvent>> change) {
        AtomicInteger count = new AtomicInteger();
        return path -> new JournalStore(path) {
            @Override
            protected List<SequencedEvent> toStore(List<SequencedEvent> rows) {
                return rows.isEmpty() || count.incrementAndGet() % every != 0 ? rows : change.apply(rows);
            }
        };
    }

    static Function<Path, JournalStore> storingEach(int every, UnaryOperator<SequencedEvent> change) {
        return storing(every, rows -> rows.stream().map(change).toList());
    }

    /** Changes outcomes after the group has been stored. */
    static Function<Path, JournalStore> answering(int every, UnaryOperator<Outcome> change) {
        AtomicInteger count = new AtomicInteger();
        return path -> new JournalStore(path) {
            @Override
            protected List<AppendResult> toAnswer(List<AppendBatch> group, List<AppendResult> results) {
                return results.stream()
                        .map(result -> new AppendResult(
                                result.outcomes().stream()
                                        .map(outcome ->
                                                count.incrementAndGet() % every == 0 ? change.apply(outcome) : outcome)
                                        .toList(),
                                result.stored(),
                                result.tree()))
                        .toList();
            }
        };
    }

    /** Answers something else, or nothing, after the group has been stored. */
    static Function<Path, JournalStore> replying(
            int every, BiFunction<List<AppendBatch>, List<AppendResult>, List<AppendResult>> change) {
        AtomicInteger count = new AtomicInteger();
        return path -> new JournalStore(path) {
            @Override
            protected List<AppendResult> toAnswer(List<AppendBatch> group, List<AppendResult> results) {
                return count.incrementAndGet() % every == 0 ? change.apply(group, results) : results;
            }
        };
    }

    public static Function<Path, JournalStore> losesGroups() {
        return storing(40, rows -> List.of());
    }

    public static Function<Path, JournalStore> skipsNumbers() {
        return storingEach(40, row -> Row.withNumber(row, row.sequenceNumber() + 1));
    }

    public static Function<Path, JournalStore> givesNumbersTwice() {
        return storing(
                40,
                rows -> rows.stream()
                        .map(row -> Row.withNumber(row, Math.max(1, row.sequenceNumber() - 1)))
                        .toList());
    }

    public static Function<Path, JournalStore> swapsEventsOfABatch() {
        return storing(10, rows -> {
            List<SequencedEvent> swapped = new ArrayList<>(rows);
            for (int i = 1; i < rows.size(); i++) {
                SequencedEvent one = rows.get(i - 1);
                SequencedEvent other = rows.get(i);
                if (one.event().stream().equals(other.event().stream())) {
                    swapped.set(i - 1, Row.withEvent(one, other.event()));
                    swapped.set(i, Row.withEvent(other, one.event()));
                }
            }
            return swapped;
        });
    }

    public static Function<Path, JournalStore> miscountsVersions() {
        return storingEach(40, row -> Row.withVersion(row, row.entityVersion() + 1));
    }

    public static Function<Path, JournalStore> normalisesCreatedAt() {
        return storingEach(40, row -> Row.withEvent(row, Row.createdAtTheSameMoment(row.event())));
    }

    public static Function<Path, JournalStore> forgetsWhatNoHashCovers() {
        return storingEach(1, row -> Row.withEvent(row, Row.withoutDemands(row.event())));
    }

    public static Function<Path, JournalStore> hasAClockThatRunsBackwards() {
        return storingEach(40, row -> Row.sequencedAt(row, row.sequencedAt().minusSeconds(5)));
    }

    public static Function<Path, JournalStore> storesReplaysAgain() {
        AtomicInteger count = new AtomicInteger();
        return withFacts(facts -> new ForgetfulFacts(facts) {
            @Override
            public StoredEvent stored(UUID eventId) {
                return count.incrementAndGet() % 60 == 0 ? null : super.stored(eventId);
            }
        });
    }

    public static Function<Path, JournalStore> letsCommandsBeUsedTwice() {
        return withFacts(facts -> new ForgetfulFacts(facts) {
            @Override
            public boolean commandUsed(UUID commandId) {
                return false;
            }
        });
    }

    public static Function<Path, JournalStore> judgesByStaleVersions() {
        AtomicInteger count = new AtomicInteger();
        return withFacts(facts -> new ForgetfulFacts(facts) {
            @Override
            public long version(EntityRef entity) {
                long version = super.version(entity);
                return count.incrementAndGet() % 50 == 0 ? Math.max(0, version - 1) : version;
            }
        });
    }

    /** Remembers an agent's keys as they were when it was first asked for them. */
    public static Function<Path, JournalStore> judgesByStaleKeys() {
        return path -> {
            Map<List<UUID>, List<AgentKey>> first = new ConcurrentHashMap<>();
            return new JournalStore(path) {
                @Override
                protected StreamState facts(StreamId stream, Instant sequencedAt) {
                    return new ForgetfulFacts(super.facts(stream, sequencedAt)) {
                        @Override
                        public List<AgentKey> agentKeys(UUID agentId) {
                            return first.computeIfAbsent(
                                    List.of(stream.tenantId(), agentId), any -> super.agentKeys(agentId));
                        }
                    };
                }
            };
        };
    }

    public static Function<Path, JournalStore> callsReplaysAccepted() {
        return answering(
                30,
                outcome -> outcome instanceof Outcome.Duplicate duplicate
                        ? new Outcome.Accepted(
                                duplicate.eventId(),
                                duplicate.sequenceNumber(),
                                duplicate.sequencedAt(),
                                duplicate.signingHash(),
                                duplicate.sequencerKeyVersion())
                        : outcome);
    }

    public static Function<Path, JournalStore> callsNewEventsDuplicates() {
        return answering(
                30,
                outcome -> outcome instanceof Outcome.Accepted accepted
                        ? new Outcome.Duplicate(
                                accepted.eventId(),
                                accepted.sequenceNumber(),
                                accepted.sequencedAt(),
                                accepted.signingHash(),
                                accepted.sequencerKeyVersion())
                        : outcome);
    }

    public static Function<Path, JournalStore> rejectsWhatItStored() {
        return answering(
                30,
                outcome -> outcome instanceof Outcome.Stored
                        ? new Outcome.Rejected(outcome.eventId(), new Rejection.DuplicateEventId())
                        : outcome);
    }

    public static Function<Path, JournalStore> answersOtherMoments() {
        return answering(
                60,
                outcome -> outcome instanceof Outcome.Duplicate duplicate
                        ? new Outcome.Duplicate(
                                duplicate.eventId(),
                                duplicate.sequenceNumber(),
                                duplicate.sequencedAt().plusNanos(1000),
                                duplicate.signingHash(),
                                duplicate.sequencerKeyVersion())
                        : outcome);
    }

    public static Function<Path, JournalStore> namesWrongVersions() {
        return answering(
                1,
                outcome -> outcome instanceof Outcome.Rejected rejected
                                && rejected.rejection() instanceof Rejection.VersionConflict conflict
                        ? new Outcome.Rejected(
                                outcome.eventId(),
                                new Rejection.VersionConflict(conflict.expected(), conflict.actual() + 1))
                        : outcome);
    }

    public static Function<Path, JournalStore> answersWithAnOldHead() {
        return replying(
                5,
                (group, results) -> results.stream()
                        .map(result -> new AppendResult(
                                result.outcomes(), List.of(), treeOfSize(Math.max(0, result.head() - 20))))
                        .toList());
    }

    public static Function<Path, JournalStore> answersAnotherTree() {
        return replying(
                5,
                (group, results) -> results.stream()
                        .map(result -> new AppendResult(
                                result.outcomes(), result.stored(), treeOfSize(result.head())))
                        .toList());
    }

    /** Moves the head and leaves the tree as it was. */
    public static Function<Path, JournalStore> forgetsTheTree() {
        return path -> new JournalStore(path) {
            @Override
            protected CompactRange toShow(CompactRange edge) {
                return CompactRange.EMPTY;
            }
        };
    }

    private static AppendedEntries treeOfSize(long size) {
        byte[] hashes = new byte[Long.bitCount(size) * Hash.LENGTH];
        return AppendedEntries.ofEntries(CompactRange.of(size, hashes), List.of());
    }

    public static Function<Path, JournalStore> answersTooLittle() {
        return replying(20, (group, results) -> results.subList(0, results.size() - 1));
    }

    public static Function<Path, JournalStore> saysNothingWasStoredThoughItWas() {
        return replying(20, (group, results) -> {
            throw new StreamBusyException(Set.of(group.get(0).stream()), null);
        });
    }

    /** Of a group of several streams stores only one, and does not answer. */
    public static Function<Path, JournalStore> tearsGroups() {
        AtomicInteger torn = new AtomicInteger();
        return path -> new JournalStore(path) {

            private boolean tears;

            @Override
            protected List<SequencedEvent> toStore(List<SequencedEvent> rows) {
                List<SequencedEvent> part = rows.stream()
                        .filter(row -> row.event().stream().equals(rows.get(0).event().stream()))
                        .toList();
                tears = part.size() < rows.size() && torn.incrementAndGet() % 4 == 0;
                return tears ? part : rows;
            }

            @Override
            protected List<AppendResult> toAnswer(List<AppendBatch> group, List<AppendResult> results) {
                if (tears) {
                    throw new StoreUnavailableException("torn", null);
                }
                return results;
            }
        };
    }

    public static Function<Path, JournalStore> showsEventsTooEarly() {
        AtomicInteger count = new AtomicInteger();
        return path -> new JournalStore(path) {
            @Override
            public EventPage read(StreamId stream, ReadOptions options) {
                EventPage page = super.read(stream, options);
                return page.events().size() > 1 && count.incrementAndGet() % 10 == 0
                        ? new EventPage(page.events().subList(1, page.events().size()), page.head(), page.next())
                        : page;
            }
        };
    }

    public static Function<Path, JournalStore> losesTheEndOfAHistory() {
        return path -> new JournalStore(path) {
            @Override
            public EntityHistory entityHistory(StreamId stream, EntityRef entity, long offset, int limit) {
                EntityHistory whole = super.entityHistory(stream, entity, offset, limit);
                List<SequencedEvent> events = whole.events();
                return new EntityHistory(
                        entity, whole.version(), offset, events.subList(0, Math.max(0, events.size() - 1)));
            }
        };
    }

    public static Function<Path, JournalStore> findsTooLate() {
        AtomicInteger count = new AtomicInteger();
        return path -> new JournalStore(path) {
            @Override
            public Optional<SequencedEvent> find(StreamId stream, UUID eventId) {
                return count.incrementAndGet() % 10 == 0 ? Optional.empty() : super.find(stream, eventId);
            }
        };
    }

    /** Not broken: only out of reach at times, before the group is stored or after. */
    public static Function<Path, JournalStore> unreliable() {
        AtomicInteger count = new AtomicInteger();
        return path -> new JournalStore(path) {

            @Override
            public List<AppendResult> append(List<AppendBatch> group) {
                if (count.incrementAndGet() % 11 == 0) {
                    throw new StoreUnavailableException("before", null);
                }
                return super.append(group);
            }

            @Override
            protected List<AppendResult> toAnswer(List<AppendBatch> group, List<AppendResult> results) {
                if (count.incrementAndGet() % 13 == 0) {
                    throw new StoreUnavailableException("after", null);
                }
                return results;
            }
        };
    }

    private static Function<Path, JournalStore> withFacts(UnaryOperator<StreamState> change) {
        return path -> new JournalStore(path) {
            @Override
            protected StreamState facts(StreamId stream, Instant sequencedAt) {
                return change.apply(super.facts(stream, sequencedAt));
            }
        };
    }

    private abstract static class ForgetfulFacts implements StreamState {

        private final StreamState right;

        ForgetfulFacts(StreamState right) {
            this.right = right;
        }

        @Override
        public long head() {
            return right.head();
        }

        @Override
        public CompactRange rightEdge() {
            return right.rightEdge();
        }

        @Override
        public StoredEvent stored(UUID eventId) {
            return right.stored(eventId);
        }

        @Override
        public boolean commandUsed(UUID commandId) {
            return right.commandUsed(commandId);
        }

        @Override
        public long version(EntityRef entity) {
            return right.version(entity);
        }

        @Override
        public List<AgentKey> agentKeys(UUID agentId) {
            return right.agentKeys(agentId);
        }

        @Override
        public Instant sequencedAt() {
            return right.sequencedAt();
        }
    }
}
