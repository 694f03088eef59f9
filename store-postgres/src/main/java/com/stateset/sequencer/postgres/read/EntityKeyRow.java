package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.event.EntityRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * An event's entity, and the key it is indexed by; and whether its tags are in their index.
 *
 * @param sequenceNumber which event
 * @param entity its entity, as its columns name it
 * @param entityKey the key in its row, which should be that of the entity
 * @param tagsAreIndexed whether the index of tags leads to it by all of its tags
 */
record EntityKeyRow(long sequenceNumber, EntityRef entity, UUID entityKey, boolean tagsAreIndexed) {

    /** Reads it by the names of its columns. */
    static final class Mapper implements RowMapper<EntityKeyRow> {

        @Override
        public EntityKeyRow map(ResultSet row, StatementContext context) throws SQLException {
            return new EntityKeyRow(
                    row.getLong("sequence_number"),
                    new EntityRef(row.getString("entity_type"), row.getString("entity_id")),
                    row.getObject("entity_key", UUID.class),
                    row.getBoolean("tags_are_indexed"));
        }
    }
}
