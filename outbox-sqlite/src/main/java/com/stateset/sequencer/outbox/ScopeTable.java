package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.protocol.scope.WireScope;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the replica follows, and what stands for the rest, within a transaction.
 *
 * <p><b>What must hold.</b> The replica's events and its subtrees together cover each number up to {@code pulled_through} once. A subtree is
 * never cut: what ends within one ends before it. {@code unseen} is the sum of their sizes.
 */
final class ScopeTable {

    private final Session session;

    ScopeTable(Session session) {
        this.session = session;
    }

    /** What the replica follows. */
    EventScope scope() throws SQLException {
        return session.first("select scope from sequencer_outbox", row -> read(row.getString(1)))
                .orElse(EventScope.ALL);
    }

    /** Reads what the column {@code scope} holds. */
    static EventScope read(@Nullable String json) {
        return json == null
                ? EventScope.ALL
                : ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), WireScope.class)
                        .toScope();
    }

    /**
     * Changes what is followed: the replica begins anew. Own events that it held are accepted, and not pulled yet. What is known of them
     * stays, and so does the pinned checkpoint.
     */
    void follow(EventScope scope) throws SQLException {
        if (scope.equals(scope())) {
            return;
        }
        HeadTable head = new HeadTable(session);
        session.update("update sequencer_outbox set pulled_before = max(pulled_before, pulled_through)");
        session.update("delete from sequencer_replica_events");
        session.update("delete from sequencer_replica_hidden");
        session.update("update sequencer_outbox_events set state = 3 where state = 4");
        head.moveCursor(Cursor.START);
        new HistoryTable(session).startAnew();
        session.update(
                "update sequencer_outbox set unseen = 0, unclean = unclean + (pulled_before > 0), scope = ?",
                scope.isAll() ? null : new String(ProtocolJson.write(WireScope.of(scope)), StandardCharsets.UTF_8));
    }

    /** Adds what stands for events that come right after what is there. */
    void insert(List<SubtreeRoot> hidden) throws SQLException {
        long events = 0;
        for (SubtreeRoot subtree : hidden) {
            session.update(
                    "insert into sequencer_replica_hidden (first, height, hash) values (?, ?, ?)",
                    subtree.first() + 1,
                    subtree.height(),
                    subtree.hash().toByteArray());
            events += subtree.size();
        }
        session.update("update sequencer_outbox set unseen = unseen + ?", events);
    }

    /** The last number up to {@code through} at which no subtree is cut. */
    long wholeThrough(long through) throws SQLException {
        return session.first(
                        "select first, height from sequencer_replica_hidden where first <= ? order by first desc limit 1",
                        row -> row.getLong(1) + (1L << row.getInt(2)) - 1 > through ? row.getLong(1) - 1 : through,
                        through)
                .orElse(through);
    }

    /** The hash of the subtree that ends at a number, if one does. */
    Optional<byte[]> endingAt(long number) throws SQLException {
        return session.first(
                        "select first, height, hash from sequencer_replica_hidden where first <= ? order by first desc limit 1",
                        row -> row.getLong(1) + (1L << row.getInt(2)) - 1 == number
                                ? Optional.of(row.getBytes(3))
                                : Optional.<byte[]>empty(),
                        number)
                .flatMap(found -> found);
    }

    /** Removes what begins behind a number. */
    void cutBehind(long through) throws SQLException {
        session.update("delete from sequencer_replica_hidden where first > ?", through);
        session.update(
                "update sequencer_outbox set unseen = (select coalesce(sum(1 << height), 0) from sequencer_replica_hidden)");
    }

    /** Another history begins behind this event: what the replica was pulled through before says nothing of it. */
    void startsAgainAt(long through) throws SQLException {
        session.update("update sequencer_outbox set pulled_before = min(pulled_before, ?)", through);
    }

    /** How far the replica was before it was begun anew; a replica that is not there yet does not know the versions of entities. */
    long pulledBefore() throws SQLException {
        return session.number("select pulled_before from sequencer_outbox");
    }

    /** Of which entities the versions are known here, in this transaction. */
    KnownVersions knownVersions() throws SQLException {
        return new KnownVersions(scope(), new HeadTable(session).cursor().sequenceNumber() < pulledBefore());
    }

    /**
     * Of which entities the versions can be counted here: read once for an operation, and true until the end of its transaction. Immutable.
     *
     * @param scope what the replica follows
     * @param isBehind whether the replica has begun anew, and is not yet as far as it was
     */
    record KnownVersions(EventScope scope, boolean isBehind) {

        /** Why an entity's version is not known here; empty if it is. */
        Optional<String> whyUnknown(EntityRef entity) {
            if (!scope.followsEntity(entity)) {
                return Optional.of("the version of entity " + entity
                        + " is not known here, as it is not in the scope of this replica (" + scope
                        + "): name the version, or let the replica follow the entity");
            }
            return isBehind
                    ? Optional.of("the version of entity " + entity
                            + " is not known here before the replica has been pulled for its new scope: sync first")
                    : Optional.empty();
        }
    }
}
