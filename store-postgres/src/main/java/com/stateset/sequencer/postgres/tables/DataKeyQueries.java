package com.stateset.sequencer.postgres.tables;

/** The statements of {@link DataKeyTable}. */
final class DataKeyQueries {

    private static final String STREAM =
            "(select stream_id from sequencer.stream_ids" + " where tenant_id = :tenant and store_id = :store)";

    /** Its positions: the entities, the ids, the tenant, the store. */
    static final String FIND = "select k.entity, k.key_id, k.wrapped"
            + " from unnest(?::bytea[], ?::bytea[]) as n (entity, key_id)"
            + " join sequencer.data_keys k on k.entity = n.entity and k.key_id = n.key_id and k.stream_id ="
            + " (select stream_id from sequencer.stream_ids where tenant_id = ? and store_id = ?)";

    static final String PAGE = "select entity, key_id, wrapped from sequencer.data_keys where stream_id = " + STREAM
            + " and (entity, key_id) > (:entity, :id) order by entity, key_id limit :limit";

    static final String REPLACE = "update sequencer.data_keys set wrapped = :next where stream_id = " + STREAM
            + " and entity = :entity and key_id = :id and wrapped = :expected";

    static final String ADD = "insert into sequencer.data_keys (stream_id, entity, key_id, wrapped)"
            + " select stream_id, :entity, :id, :wrapped from sequencer.stream_ids"
            + " where tenant_id = :tenant and store_id = :store on conflict do nothing";

    private DataKeyQueries() {}
}
