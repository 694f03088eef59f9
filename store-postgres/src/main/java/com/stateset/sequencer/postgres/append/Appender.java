package com.stateset.sequencer.postgres.append;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.SqlErrors;
import com.stateset.sequencer.postgres.keys.KeySnapshots;
import com.stateset.sequencer.postgres.keys.TenantKeys;
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
 * Appends groups. Thread-safe.
 *
 * <p>Correctness in one paragraph: rows of a stream are written only by the statement that moves its head from the value the
 * plan was made for. If the plan was made from facts read under the lock on that head, it is true. If it was made from what
 * this process remembered, then the head still being where we left it proves that nobody wrote in between, so that all that
 * was remembered is still true; and what was merely guessed (that an event is no replay, that an entity is new) is refuted by
 * a unique index if it is wrong. Whether an agent's key may be used is judged by a snapshot of the tenant's keys; a change of
 * a key begins a new key epoch on every head of the tenant, and the statement moves a head only at the epoch of the snapshot.
 *
 * <p>A database that has been restored, or a server that takes over without having heard of everything, may have other events up
 * to the same head. But it has no session of before: so whatever was remembered before a session was opened is never used on it;
 * all is forgotten when one is opened, and when one is found broken. Should a database be put back under open sessions, an append
 * still never reaches another stream than its own: the key of a stream is a guess, too, and both ways compare its name.
 */
public final class Appender {

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final AppendSessions sessions;
    private final StreamKeys keys;
    private final KeySnapshots agentKeys;
    private final StreamCaches caches = new StreamCaches();
    private final Duration patience;

    public Appender(AppendSessions sessions, StreamKeys keys, KeySnapshots agentKeys, Duration patience) {
        this.sessions = sessions;
        this.keys = keys;
        this.agentKeys = agentKeys;
        this.patience = patience;
    }

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

    /** Perhaps another server answers from now on, which has not heard of everything. */
    private void forget() {
        keys.forget();
        caches.forget();
        agentKeys.forget();
    }

    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreUnavailableException("interrupted while waiting for the database", null);
        }
    }

    /** One group's way into the log, over as many tries as it takes. */
    private final class Attempt {

        private final List<AppendBatch> group;
        private final Set<StreamId> streams;

        /** The plan that was being written when the connection broke: it may have been committed, or not. */
        private @Nullable AppendPlan inDoubt;

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

        private List<AppendResult> run() throws SQLException {
            AppendSession session = sessions.take(Appender.this::forget);
            List<AppendResult> results;
            try {
                streamKeys = keys.ensure(session.connection(), streams);
                results = append(session);
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

        /** A session that only had to wait for too long is as good as before. */
        private void leave(AppendSession session, SQLException failure) {
            if (SqlErrors.isContention(failure)) {
                sessions.giveBack(session);
            } else {
                sessions.discard(session);
            }
        }

        private List<AppendResult> append(AppendSession session) throws SQLException {
            StreamCaches.Taken taken = caches.take(streams);
            if (mayGuess) {
                mayGuess = false;
                Optional<List<AppendResult>> results = appendFenced(session, taken);
                if (results.isPresent()) {
                    return results.get();
                }
            }
            return appendLocked(session, taken);
        }

        /** Takes what is remembered for facts, if that is likely to hold. */
        private Optional<Map<StreamId, CachedStreamState>> guess(Map<StreamId, StreamCache> known) {
            Map<StreamId, CachedStreamState> facts = new HashMap<>();
            for (AppendBatch append : group) {
                StreamId stream = append.stream();
                StreamCache cache = known.get(stream);
                if (cache == null || !cache.isTrusted()) {
                    return Optional.empty();
                }
                CachedStreamState guessed = facts.get(stream);
                TenantKeys ofTenant =
                        guessed != null ? guessed.keys() : agentKeys.known(stream.tenantId(), cache.keyEpoch());
                if (ofTenant == null || !cache.canPlan(append, ofTenant)) {
                    return Optional.empty();
                }
                facts.putIfAbsent(stream, new CachedStreamState(cache, ofTenant));
            }
            return Optional.of(facts);
        }

        /** Empty, and nothing is stored, if nothing can be guessed or the guess was wrong; a plan that rejects needs proof. */
        private Optional<List<AppendResult>> appendFenced(AppendSession session, StreamCaches.Taken taken)
                throws SQLException {
            Optional<Map<StreamId, CachedStreamState>> facts = guess(taken.known());
            if (facts.isEmpty()) {
                return Optional.empty();
            }
            AppendPlan plan = AppendPlan.of(
                    group, stream -> Objects.requireNonNull(facts.get().get(stream)));
            if (plan.hasRejections()) {
                return Optional.empty();
            }
            Map<StreamId, Instant> movedAt;
            try {
                movedAt = write(session, plan, facts.get(), null);
            } catch (SQLException e) {
                if (SqlErrors.isUniqueViolation(e)) {
                    return Optional.empty();
                }
                throw e;
            }
            if (movedAt.isEmpty()) {
                return Optional.empty();
            }
            remember(plan, taken);
            return Optional.of(plan.results(movedAt));
        }

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
                AppendPlan plan = AppendPlan.of(group, stream -> Objects.requireNonNull(facts.get(stream)));
                Map<StreamId, Instant> movedAt =
                        plan.events().isEmpty() ? Map.of() : write(session, plan, facts, momentOf(facts));
                session.commit();
                learn(facts, taken.known());
                remember(plan, taken);
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

        /** One for all streams of the group. */
        private static Instant momentOf(Map<StreamId, LockedStreamState> facts) {
            return facts.values().iterator().next().sequencedAt();
        }

        private Map<StreamId, Instant> write(
                AppendSession session,
                AppendPlan plan,
                Map<StreamId, ? extends FencedStreamState> facts,
                @Nullable Instant moment)
                throws SQLException {
            inDoubt = plan;
            try {
                Map<StreamId, Instant> movedAt = session.write().execute(plan, streamKeys, facts, moment);
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

        private void learn(Map<StreamId, LockedStreamState> facts, Map<StreamId, StreamCache> known) {
            facts.forEach((stream, read) -> {
                StreamCache cache = known.computeIfAbsent(stream, id -> new StreamCache());
                boolean guessable = !read.holdsAnyEvent()
                        && read.head() == cache.head()
                        && read.versions().entrySet().stream()
                                .allMatch(each -> cache.wouldGuess(each.getKey(), each.getValue()));
                cache.learn(read.head(), read.keyEpoch(), read.versions(), guessable);
            });
        }

        private void remember(AppendPlan plan, StreamCaches.Taken taken) {
            plan.events()
                    .forEach(row -> Objects.requireNonNull(taken.known().get(row.event().stream()))
                            .stored(row));
            taken.putBack();
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
