package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.error.StaleSealException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.SqlErrors;
import com.stateset.sequencer.postgres.keys.KeySnapshots;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendPlan;
import com.stateset.sequencer.spi.AppendResult;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Appends groups of batches. Thread-safe.
 *
 * <p><b>What must hold.</b> Rows of a stream are written only by the statement that moves its head, and its tree with it, from
 * the value the plan was made for, see {@link WriteStatement}. Everything else here decides only what a plan is made from, and
 * what to do when the statement did nothing or its answer did not come.
 *
 * <p><b>The fence.</b> A plan made from facts that were read under the lock on the head is right. A plan made from what this
 * process remembers may be wrong; but if the head is still where this process left it, and the root beside it still the one of
 * this process's leaves, nobody has written in between, so all that was remembered of the stream is still true. What was merely
 * guessed is refuted by a unique index if it is wrong: that an event is no replay, by the one on event ids; that an entity is
 * new, by the one on entity versions. Whether an agent's key may be used is judged by a snapshot of the tenant's keys. A change
 * of a key begins a new key epoch on every head of the tenant, and the statement moves a head only at the epoch of the snapshot.
 *
 * <p>A stream that this very call has made is known without a look: it was empty when it was made, and the fence tells if it still is.
 *
 * <p><b>The slow path.</b> It is taken when something is not remembered, when a stream is {@linkplain StreamCache#isTrusted not
 * trusted}, when the plan rejects an event (no index would refute a wrong rejection) or finds that the sequencer knows of a head
 * beyond the one that is remembered, when a batch records an erasure or does not know of the last one, and after a guess that failed. A call guesses once at most, so it cannot go round in circles
 * with another writer. Only here is a stream stopped whose stored tree contradicts itself or what the sequencer knows.
 *
 * <p><b>Unknown outcomes.</b> A connection that breaks after the statement or the commit was sent leaves three
 * possibilities: it was never executed, it was rolled back, or it is durable. The plan is then <em>in
 * doubt</em>, and until that is resolved nothing may be said that one of the three would make a lie:
 *
 * <ul>
 *   <li>The next try goes the slow path. It locks the heads first, so a transaction that the broken session
 *       was in is over by then.
 *   <li>Under the lock it looks for the very rows of the plan: the same leaves, at the same numbers, all
 *       since one moment. If they are there, the group was stored, and the answer is made from the plan. The
 *       same event ids alone would not do: another writer may have brought the same events, in another batch.
 *   <li>If they are not there, the group is planned afresh, as if nothing had been sent. Should the lost
 *       statement arrive only now, the head has moved, or an index refuses it.
 *   <li>If the time is up before the database answers again, the caller gets a {@link
 *       StoreUnavailableException} that says that the append may have been stored. It sends the same batch
 *       again; what was stored turns out as duplicates, with the first receipt.
 *   <li>A busy stream is not reported as {@link StreamBusyException} while a plan is in doubt: that promises
 *       that nothing was stored.
 * </ul>
 *
 * <p><b>Restored databases.</b> A database that has been restored, or a server that takes over without having got everything, may
 * have other events up to the same head. But it has no session of before: so whatever was remembered before a session was opened
 * is never used on it. All is forgotten when one is opened, and when one is found broken. Should a database be put back under
 * open sessions, other events make another root, and the fence is lost; and an append never reaches another stream than its own:
 * the key of a stream is a guess, too, and the statement compares its name, or a root, in which the name is; the lock compares its name.
 *
 * <p><b>State.</b> The fields are shared by all appending threads and thread-safe by themselves; an {@link Attempt} and its
 * session belong to one thread. Of two threads that append to the same stream, the second finds no cache and goes the slow path.
 */
public final class Appender {

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final AppendSessions sessions;
    private final StreamKeys keys;
    private final KeySnapshots agentKeys;
    private final StreamCaches caches = new StreamCaches();
    private final Duration patience;

    /**
     * Makes an appender on sessions that its caller closes.
     *
     * @param agentKeys shared with the registry of keys, which thus sees what appends have read
     * @param patience for how long to try again while the database cannot be reached
     */
    public Appender(AppendSessions sessions, StreamKeys keys, KeySnapshots agentKeys, Duration patience) {
        this.sessions = sessions;
        this.keys = keys;
        this.agentKeys = agentKeys;
        this.patience = patience;
    }

    /**
     * Appends a group in one transaction: all of its batches or, if this throws, none, unless the message says
     * that it may have been stored. When this returns, what was accepted is durable.
     *
     * @return one result per batch, in the order of the group
     * @throws StreamBusyException if a stream was held by another writer for longer than the lock timeout;
     *     nothing is stored
     * @throws StoreUnavailableException if the database could not be reached within the patience; the cause
     *     tells why
     * @throws com.stateset.sequencer.error.StoreFailedException if it refused, or if what it holds is damaged
     */
    public List<AppendResult> append(List<AppendBatch> group) {
        if (group.isEmpty()) {
            return List.of();
        }
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        Attempt attempt = new Attempt(group);
        while (true) {
            try {
                return attempt.run();
            } catch (SQLException e) {
                if (SqlErrors.isLockTimeout(e) && !attempt.isInDoubt()) {
                    throw new StreamBusyException(attempt.streams, e);
                }
                if (SqlErrors.isUnavailable(e)) {
                    sessions.discardIdle();
                    forget();
                }
                boolean again = attempt.isInDoubt() || SqlErrors.isPassing(e);
                if (!again || sessions.isClosed() || System.nanoTime() + pause > deadline) {
                    throw attempt.isInDoubt()
                            ? new StoreUnavailableException(
                                    "the database cannot be reached; the append may have been stored", e)
                            : SqlErrors.translate(e);
                }
                pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    /**
     * Drops all guesses. Perhaps another server answers from now on, which was restored or has not received
     * everything. What other threads have taken out of {@code caches} at the moment is dropped when they put it
     * back.
     */
    private void forget() {
        keys.forget();
        caches.forget();
        agentKeys.forget();
    }

    /** Waits before the next try; an interrupt ends that, and stays set. */
    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreUnavailableException("interrupted while waiting for the database", null);
        }
    }

    /**
     * One group's way into the log, over as many tries as it takes. Of one thread. {@code inDoubt} and {@code
     * mayGuess} are what the tries have in common; a session, keys and caches are taken anew by each.
     */
    private final class Attempt {

        private final List<AppendBatch> group;
        private final Set<StreamId> streams;

        /** The plan that was being written when the connection broke: it may have been committed, or not. */
        private @Nullable AppendPlan inDoubt;

        private final EntityKeys entities = new EntityKeys();
        private boolean mayGuess = true;
        private Map<StreamId, Long> streamKeys = Map.of();

        private Attempt(List<AppendBatch> group) {
            this.group = group;
            this.streams = group.stream().map(AppendBatch::stream).collect(Collectors.toUnmodifiableSet());
        }

        /** Whether an earlier try may have stored the group, which must not be called refused as long as that is so. */
        private boolean isInDoubt() {
            return inDoubt != null;
        }

        /** One try on one session, which goes back only if it is known to be whole. */
        private List<AppendResult> run() throws SQLException {
            AppendSession session = sessions.take(Appender.this::forget);
            List<AppendResult> results;
            try {
                Map<StreamId, Long> epochsOfNew = new HashMap<>();
                streamKeys = keys.ensure(session.connection(), streams, epochsOfNew);
                results = append(session, epochsOfNew);
            } catch (SQLException e) {
                leave(session, e);
                throw e;
            } catch (RuntimeException | Error e) {
                sessions.discard(session);
                throw e;
            }
            sessions.giveBack(session);
            return results;
        }

        /**
         * A session that only had to wait for too long, or lost a deadlock, is as good as before: the server has rolled its
         * transaction back and answered. Any other failure ends it.
         */
        private void leave(AppendSession session, SQLException failure) {
            if (SqlErrors.isContention(failure)) {
                sessions.giveBack(session);
            } else {
                sessions.discard(session);
            }
        }

        private List<AppendResult> append(AppendSession session, Map<StreamId, Long> epochsOfNew) throws SQLException {
            StreamCaches.Taken taken = caches.take(streams);
            epochsOfNew.forEach((stream, epoch) -> taken.known().put(stream, StreamCache.ofNew(epoch)));
            if (mayGuess) {
                mayGuess = false;
                Optional<List<AppendResult>> results = appendFenced(session, taken);
                if (results.isPresent()) {
                    return results.get();
                }
            }
            return appendLocked(session, taken);
        }

        /**
         * The fast path: one statement, one round trip, no lock held while anything is computed here.
         *
         * @return empty, and nothing is stored, if nothing can be guessed or the guess was wrong
         */
        private Optional<List<AppendResult>> appendFenced(AppendSession session, StreamCaches.Taken taken)
                throws SQLException {
            Optional<Map<StreamId, CachedStreamState>> facts =
                    CachedStreamState.ofGroup(group, taken.known(), agentKeys, entities);
            if (facts.isEmpty()) {
                return Optional.empty();
            }
            AppendPlan plan;
            Map<StreamId, Instant> movedAt;
            try {
                plan = AppendPlan.of(
                        group, stream -> Objects.requireNonNull(facts.get().get(stream)));
                if (plan.hasRejections()) {
                    return Optional.empty();
                }
                movedAt = write(session, plan, facts.get(), null);
            } catch (SQLException e) {
                if (SqlErrors.isUniqueViolation(e) || HeadFence.isLost(e)) {
                    return Optional.empty();
                }
                throw e;
            } catch (StreamStoppedException | StaleSealException e) {
                // Said of what is remembered; the sequencer may know more.
                return Optional.empty();
            }
            if (movedAt.isEmpty()) {
                return Optional.empty();
            }
            taken.remember(plan, entities);
            return Optional.of(plan.results(movedAt));
        }

        /**
         * The slow path. Locks, then reads in further statements: under {@code read committed} each of them sees what was
         * committed while the lock was waited for, which a statement that locks and reads at once would not. A plan that stores
         * nothing commits all the same, to release the locks and to keep a tree that was brought up; what was read is remembered
         * in either case, after the commit, never before.
         */
        private List<AppendResult> appendLocked(AppendSession session, StreamCaches.Taken taken) throws SQLException {
            session.begin();
            try {
                StreamStateQueries queries = new StreamStateQueries(session.connection(), streamKeys, agentKeys);
                Map<StreamId, LockedStreamState> facts = queries.lockAndRead(group);
                Optional<List<AppendResult>> committedBefore = resolveDoubt(queries);
                if (committedBefore.isPresent()) {
                    session.rollback();
                    return committedBefore.get();
                }
                queries.fillTrees(facts);
                AppendPlan plan = LockedStreamState.planOf(group, facts);
                Map<StreamId, Instant> movedAt =
                        plan.events().isEmpty() ? Map.of() : write(session, plan, facts, momentOf(facts));
                EntityErasure.run(session.connection(), plan, streamKeys);
                session.commit();
                learn(facts, taken.known());
                taken.remember(plan, entities);
                return plan.results(movedAt);
            } catch (SQLException | RuntimeException | Error e) {
                rollbackQuietly(session, e);
                throw e;
            }
        }

        /**
         * If an earlier try may have been committed, looks whether its very rows are there. We hold the locks now, so that try
         * is over.
         */
        private Optional<List<AppendResult>> resolveDoubt(StreamStateQueries facts) throws SQLException {
            if (inDoubt == null) {
                return Optional.empty();
            }
            Map<StreamId, Instant> movedAt = new HashMap<>();
            for (var rows : inDoubt.events().stream()
                    .collect(Collectors.groupingBy(row -> row.event().stream()))
                    .entrySet()) {
                Optional<Instant> found = facts.sequencedAt(rows.getKey(), rows.getValue());
                if (found.isEmpty()) {
                    inDoubt = null;
                    return Optional.empty();
                }
                movedAt.put(rows.getKey(), found.get());
            }
            return movedAt.isEmpty() ? Optional.empty() : Optional.of(inDoubt.results(movedAt));
        }

        /** One for all streams of the group: the plan judged keys by it, so it is the one that is stored. */
        private static Instant momentOf(Map<StreamId, LockedStreamState> facts) {
            return facts.values().iterator().next().sequencedAt();
        }

        /**
         * Executes the statement with the plan in doubt for as long as no answer has come. An answer of the
         * server, be it a refusal, resolves the doubt; the lack of one does not.
         */
        private Map<StreamId, Instant> write(
                AppendSession session,
                AppendPlan plan,
                Map<StreamId, ? extends FencedStreamState> facts,
                @Nullable Instant moment)
                throws SQLException {
            inDoubt = plan;
            try {
                Map<StreamId, Instant> movedAt = session.execute(plan, streamKeys, entities, facts, moment);
                if (movedAt.isEmpty()) {
                    inDoubt = null;
                }
                return movedAt;
            } catch (SQLException e) {
                if (!SqlErrors.isUnavailable(e)) {
                    inDoubt = null;
                }
                throw e;
            }
        }

        /**
         * Carries what was read under the lock over to the caches, and judges whether a guess would have been
         * right this time.
         */
        private void learn(Map<StreamId, LockedStreamState> facts, Map<StreamId, StreamCache> known) {
            facts.forEach((stream, read) -> {
                StreamCache cache = known.computeIfAbsent(stream, id -> new StreamCache());
                boolean guessable = !read.holdsAnyEvent()
                        && read.rightEdge().equals(cache.rightEdge())
                        && read.versions().entrySet().stream()
                                .allMatch(each -> cache.wouldGuess(each.getKey(), each.getValue(), entities));
                cache.learn(read.rightEdge(), read.keyEpoch(), read.versions(), entities, guessable);
                cache.learnErasures(read.version(Erasure.LOG));
            });
        }

        private static void rollbackQuietly(AppendSession session, Throwable cause) {
            try {
                session.rollback();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
