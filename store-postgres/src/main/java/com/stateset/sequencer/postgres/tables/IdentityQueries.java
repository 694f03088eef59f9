package com.stateset.sequencer.postgres.tables;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.KeyColumn;
import org.jdbi.v3.sqlobject.config.ValueColumn;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link StoredIdentity}. */
interface IdentityQueries {

    @SqlQuery("select sequencer_id from sequencer.sequencer_identity")
    Optional<UUID> sequencerId();

    @SqlUpdate("insert into sequencer.sequencer_identity (sequencer_id) values (:id) on conflict do nothing")
    void keep(UUID id);

    /** Lets one process at a time give versions. */
    @SqlUpdate("lock table sequencer.sequencer_keys in share row exclusive mode")
    void lockKeys();

    @SqlQuery("select key_version from sequencer.sequencer_keys where public_key = :key")
    Optional<Integer> version(byte[] key);

    @SqlQuery("""
            insert into sequencer.sequencer_keys (key_version, public_key)
            select coalesce(max(key_version), 0) + 1, :key from sequencer.sequencer_keys
            returning key_version
            """)
    int add(byte[] key);

    @SqlQuery("select key_version, public_key from sequencer.sequencer_keys")
    @KeyColumn("key_version")
    @ValueColumn("public_key")
    Map<Integer, byte[]> keys();
}
