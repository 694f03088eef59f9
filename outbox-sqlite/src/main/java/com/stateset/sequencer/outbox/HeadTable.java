package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.Cursor;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one row that says whose outbox it is and how far it has come, within a transaction: up to which event
 * the replica was pulled, with that event's leaf and the key that signed its receipt, and how far the
 * server said it is.
 *
 * <p>There is exactly one such row in an outbox that has an owner, with {@code id} 1. It is also what is
 * written first in every append: {@code last_position} goes up there.
 */
final class HeadTable {

    private final Session session;

    HeadTable(Session session) {
        this.session = session;
    }

    /** Whose outbox it is; empty before that is known. */
    Optional<OutboxProfile> profile() throws SQLException {
        return session.first(
                "select tenant_id, store_id, agent_id, agent_key_id, server from sequencer_outbox", HeadTable::profile);
    }

    /**
     * Makes the row, at the beginning of everything.
     *
     * @param profile the owner; its stream and agent never change afterwards
     */
    void create(OutboxProfile profile) throws SQLException {
        session.update(
                """
                insert into sequencer_outbox (id, tenant_id, store_id, agent_id, agent_key_id, server,
                    last_position, accepted, pulled_through, last_key_version, head_sequence)
                values (1, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)
                """,
                profile.stream().tenantId(),
                profile.stream().storeId(),
                profile.agentId(),
                profile.keyId(),
                text(profile.server()));
    }

    /** Keeps the key id and the server of a profile; the owner stays. What was known of the key belongs to its id. */
    void update(OutboxProfile profile) throws SQLException {
        session.update("""
                update sequencer_outbox set
                    agent_public_key = case when agent_key_id = ?1 then agent_public_key end,
                    agent_key_revoked = case when agent_key_id = ?1 then agent_key_revoked end,
                    agent_key_id = ?1, server = ?2
                """, profile.keyId(), text(profile.server()));
    }

    /** Whether the file is of a version that keeps what is known of keys and seals. */
    boolean knowsKeys() throws SQLException {
        return session.number(
                        "select count(*) from pragma_table_info('sequencer_outbox') where name = 'agent_key_revoked'")
                == 1;
    }

    /** What is known of the key that signs. */
    OutboxKey key() throws SQLException {
        return session.first(
                        "select agent_id, agent_key_id, agent_public_key, agent_key_revoked from sequencer_outbox",
                        HeadTable::key)
                .orElseThrow();
    }

    /** Keeps which key the key id stands for, unless that is known. */
    void pin(Ed25519PublicKey publicKey) throws SQLException {
        session.update(
                "update sequencer_outbox set agent_public_key = coalesce(agent_public_key, ?)",
                publicKey.toByteArray());
    }

    /** Keeps that a key was revoked, if it is the one that signs; the first moment told stays. */
    void revoked(long keyId, Instant at) throws SQLException {
        session.update(
                "update sequencer_outbox set agent_key_revoked = coalesce(agent_key_revoked, ?) where agent_key_id = ?",
                BinaryForm.micros(at),
                keyId);
    }

    /** How far the replica was pulled. */
    Cursor cursor() throws SQLException {
        return session.first(
                        "select pulled_through, last_leaf, last_key_version from sequencer_outbox",
                        row -> row.getLong(1) == 0
                                ? Cursor.START
                                : new Cursor(row.getLong(1), Hash.of(row.getBytes(2)), row.getInt(3)))
                .orElseThrow();
    }

    /** Notes how far the replica was pulled; in the transaction that adds the events. */
    void moveCursor(Cursor cursor) throws SQLException {
        session.update(
                "update sequencer_outbox set pulled_through = ?, last_leaf = ?, last_key_version = ?",
                cursor.sequenceNumber(),
                cursor.leafHash().toByteArray(),
                cursor.sequencerKeyVersion());
    }

    /** Forgets how far the server was: another history begins behind this event. */
    void startsAgainAt(long sequenceNumber) throws SQLException {
        session.update("update sequencer_outbox set head_sequence = ?, last_error = null", sequenceNumber);
    }

    /** The sequencer's key that the operator has named for another server. */
    Optional<Ed25519PublicKey> namedKey() throws SQLException {
        return session.first(
                "select named_key from sequencer_outbox where named_key is not null",
                row -> Ed25519PublicKey.of(row.getBytes(1)));
    }

    /** Kept until the outbox has gone over to that server: an operator is asked once, and not by each process. */
    void nameKey(Ed25519PublicKey key) throws SQLException {
        session.update("update sequencer_outbox set named_key = ?", key.toByteArray());
    }

    void forgetNamedKey() throws SQLException {
        session.update("update sequencer_outbox set named_key = null");
    }

    /** The number of the last event that came in. */
    long lastPosition() throws SQLException {
        return session.number("select last_position from sequencer_outbox");
    }

    /** Counts events that are accepted for the first time. */
    void addAccepted(int count) throws SQLException {
        session.update("update sequencer_outbox set accepted = accepted + ?", count);
    }

    /** Counts events that another device has sent as this agent; those from before the first sync are this agent's past. */
    void addFromOtherDevices(int count) throws SQLException {
        if (count > 0) {
            session.update(
                    "update sequencer_outbox set from_other_devices = from_other_devices + ? where last_sync is not null",
                    count);
        }
    }

    /** Notes what the server said of the log's length; 0 says nothing. */
    void sawHead(long headSequence) throws SQLException {
        if (headSequence > 0) {
            session.update("update sequencer_outbox set head_sequence = ?", headSequence);
        }
    }

    private static OutboxProfile profile(ResultSet row) throws SQLException {
        String server = row.getString("server");
        return new OutboxProfile(
                new StreamId(BinaryForm.uuid(row.getBytes("tenant_id")), BinaryForm.uuid(row.getBytes("store_id"))),
                BinaryForm.uuid(row.getBytes("agent_id")),
                row.getLong("agent_key_id"),
                server == null ? null : URI.create(server));
    }

    /** Whether payloads are sealed in this file: a level of {@link PayloadSeal}. */
    int sealed() throws SQLException {
        return (int) session.number("select max(payloads_sealed) from sequencer_outbox");
    }

    /** Raises that level. */
    void sealed(int level) throws SQLException {
        session.update("update sequencer_outbox set payloads_sealed = max(payloads_sealed, ?)", level);
    }

    /** Whether the file holds any event. */
    boolean hasPayloads() throws SQLException {
        return session.number("select exists (select 1 from sequencer_outbox_events)"
                        + " or exists (select 1 from sequencer_replica_events)")
                == 1;
    }

    /** Public half and moment may both be unknown: of an outbox that has not signed yet, or has seen no revocation. */
    private static OutboxKey key(ResultSet row) throws SQLException {
        byte[] publicKey = row.getBytes("agent_public_key");
        Long revoked = OutboxColumns.longOrNull(row, "agent_key_revoked");
        return new OutboxKey(
                BinaryForm.uuid(row.getBytes("agent_id")),
                row.getLong("agent_key_id"),
                publicKey == null ? null : Ed25519PublicKey.of(publicKey),
                revoked == null ? null : BinaryForm.instant(revoked));
    }

    private static @Nullable String text(@Nullable URI server) {
        return server == null ? null : server.toString();
    }
}
