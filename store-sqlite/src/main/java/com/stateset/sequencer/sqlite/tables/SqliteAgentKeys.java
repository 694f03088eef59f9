package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.spi.AgentKeyStore;
import com.stateset.sequencer.spi.KeyRegistrationRule;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.write.SqliteAgentKeyMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table of agents' keys. Appends read it themselves, so that what is committed here binds the next one.
 * Thread-safe.
 *
 * <p>Keys are never replaced: registering one that is there returns what is there, and its caller compares.
 * A revocation keeps the moment of the first one.
 *
 * <p><b>What can race.</b> Two registrations under one id: the first to commit stays, both callers get
 * it, and the one whose key differs is refused above. A registration and another change of the same agent's
 * keys: whether the key is the first, and whether the one that authorizes it is valid, is asked within the
 * write transaction, which no other change can enter. A revocation and appends: each append reads the
 * keys within its own write transaction, so it is either before the revocation, and stands, or after it,
 * and is judged by it. There is no third case.
 */
public final class SqliteAgentKeys implements AgentKeyStore {

    private final SqliteDatabase database;

    public SqliteAgentKeys(SqliteDatabase database) {
        this.database = database;
    }

    /** Inserts the key unless its id is there, and returns what is there afterwards. */
    @Override
    public AgentKey register(AgentKey key) {
        return database.write(session -> {
            List<AgentKey> held = session.agentKeys().ofAgent(key.tenantId(), key.agentId());
            Optional<AgentKey> standing = find(held, key.keyId());
            if (standing.isPresent()) {
                return standing.get();
            }
            AgentKey decided = KeyRegistrationRule.decide(key, held, BinaryForm.instant(database.now()));
            insert(session.handle(), decided);
            return decided;
        });
    }

    /** Sets the moment unless it is set, and returns the key; empty if there is none of that id. */
    @Override
    public Optional<AgentKey> revoke(UUID tenantId, UUID agentId, long keyId) {
        return database.write(session -> {
            session.handle()
                    .createUpdate("""
                            update agent_keys
                            set revoked_at = :now
                            where tenant_id = :tenant and agent_id = :agent and key_id = :key and revoked_at is null
                            """)
                    .bind("now", database.now())
                    .bind("tenant", BinaryForm.bytes(tenantId))
                    .bind("agent", BinaryForm.bytes(agentId))
                    .bind("key", keyId)
                    .execute();
            return find(session.agentKeys().ofAgent(tenantId, agentId), keyId);
        });
    }

    /** The revoked and the expired ones too: they verify what was signed in their time. */
    @Override
    public List<AgentKey> keys(UUID tenantId, UUID agentId) {
        return database.read(handle -> handle.createQuery(String.format(Locale.ROOT, """
                        select %s
                        from agent_keys
                        where tenant_id = :tenant and agent_id = :agent
                        order by key_id
                        """, SqliteAgentKeyMapper.COLUMNS))
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("agent", BinaryForm.bytes(agentId))
                .map(new SqliteAgentKeyMapper(tenantId, agentId))
                .list());
    }

    /** A plain insert: the same transaction has seen that the id is free, and holds the writer's lock. */
    private static void insert(Handle handle, AgentKey key) {
        handle.createUpdate("""
                        insert into agent_keys (
                            tenant_id, agent_id, key_id, public_key, valid_from, valid_to, revoked_at, registered_by)
                        values (
                            :tenant, :agent, :key, :publicKey, :validFrom, :validTo, :revokedAt, :registeredBy)
                        """)
                .bind("tenant", BinaryForm.bytes(key.tenantId()))
                .bind("agent", BinaryForm.bytes(key.agentId()))
                .bind("key", key.keyId())
                .bind("publicKey", key.publicKey().toByteArray())
                .bind("validFrom", BinaryForm.microsOrNull(key.validFrom()))
                .bind("validTo", BinaryForm.microsOrNull(key.validTo()))
                .bind("revokedAt", BinaryForm.microsOrNull(key.revokedAt()))
                .bind("registeredBy", key.registeredBy().text())
                .execute();
    }

    private static Optional<AgentKey> find(List<AgentKey> held, long keyId) {
        return held.stream().filter(key -> key.keyId() == keyId).findFirst();
    }
}
