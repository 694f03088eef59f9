package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.SequencerPin;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The public keys that were seen, within a transaction: trust on first use.
 *
 * <p>The sequencer that was met first stays the one; its keys may become more, and none of them may change.
 * The same goes for other agents' keys. So a server that is put in the place of another is noticed, even if
 * it has a valid certificate.
 *
 * <p>Rows are never changed or removed, whatever a server says later; only the sequencer's are, when the operator goes over to another one. A key that does not agree with its
 * pin is found by the caller, which compares before it keeps.
 */
final class PinTable {

    private final Session session;

    PinTable(Session session) {
        this.session = session;
    }

    /** The sequencer that was met first, with all its keys so far; empty before. */
    Optional<SequencerPin> sequencer() throws SQLException {
        Optional<byte[]> id = session.first(
                "select sequencer_id from sequencer_outbox where sequencer_id is not null", row -> row.getBytes(1));
        TreeMap<Integer, Ed25519PublicKey> keys = new TreeMap<>();
        session.query(
                "select version, public_key from sequencer_outbox_sequencer_keys",
                row -> keys.put(row.getInt(1), Ed25519PublicKey.of(row.getBytes(2))));
        return id.map(bytes -> new SequencerPin(BinaryForm.uuid(bytes), keys));
    }

    /** Keeps what was seen; what is there stays as it is. */
    void pin(SequencerPin sequencer) throws SQLException {
        session.update("update sequencer_outbox set sequencer_id = coalesce(sequencer_id, ?)", sequencer.sequencerId());
        for (Map.Entry<Integer, Ed25519PublicKey> key : sequencer.keys().entrySet()) {
            session.update(
                    "insert into sequencer_outbox_sequencer_keys (version, public_key) values (?, ?)"
                            + " on conflict do nothing",
                    key.getKey(),
                    key.getValue().toByteArray());
        }
    }

    /** Puts a sequencer in the place of the one that was met first, with its keys: the operator has said so. */
    void replace(SequencerPin sequencer) throws SQLException {
        if (sequencer().filter(sequencer::continues).isEmpty()) {
            session.update("delete from sequencer_outbox_sequencer_keys");
            session.update("update sequencer_outbox set sequencer_id = null");
        }
        pin(sequencer);
    }

    /** The keys of an agent that were seen, by their ids. */
    Map<Long, Ed25519PublicKey> agentKeys(UUID agentId) throws SQLException {
        Map<Long, Ed25519PublicKey> keys = new HashMap<>();
        session.query(
                "select key_id, public_key from sequencer_outbox_agent_keys where agent_id = ?",
                row -> keys.put(row.getLong(1), Ed25519PublicKey.of(row.getBytes(2))),
                agentId);
        return keys;
    }

    /** Keeps an agent's keys; those that are there stay as they are. */
    void keepAgentKeys(UUID agentId, Map<Long, Ed25519PublicKey> keys) throws SQLException {
        for (Map.Entry<Long, Ed25519PublicKey> key : keys.entrySet()) {
            session.update(
                    "insert into sequencer_outbox_agent_keys (agent_id, key_id, public_key) values (?, ?, ?)"
                            + " on conflict do nothing",
                    agentId,
                    key.getKey(),
                    key.getValue().toByteArray());
        }
    }
}
