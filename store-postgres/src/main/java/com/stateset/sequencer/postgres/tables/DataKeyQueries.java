package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.postgres.streams.StreamKeys;

/** The statements of {@link DataKeyTable}. */
final class DataKeyQueries {

    /** Its positions: the entities, the ids, the tenant, the store. */
    static final String FIND = "select k.entity, k.key_id, k.wrapped"
            + " from unnest(?::bytea[], ?::bytea[]) as n (entity, key_id)"
            + " join sequencer.data_keys k on k.entity = n.entity and k.key_id = n.key_id and k.stream_id = "
            + StreamKeys.OF_NEXT;

    static final String PAGE = "select entity, key_id, wrapped from sequencer.data_keys where stream_id = "
            + StreamKeys.OF_NAMED + " and (entity, key_id) > (:entity, :id) order by entity, key_id limit :limit";

    static final String REPLACE = "update sequencer.data_keys set wrapped = :next where stream_id = "
            + StreamKeys.OF_NAMED + " and entity = :entity and key_id = :id and wrapped = :expected";

    /** Nothing where there is no such stream. */
    static final String ADD = "insert into sequencer.data_keys (stream_id, entity, key_id, wrapped)"
            + " select named.id, :entity, :id, :wrapped from (select " + StreamKeys.OF_NAMED
            + " as id) named where named.id is not null on conflict do nothing";

    private DataKeyQueries() {}
}
