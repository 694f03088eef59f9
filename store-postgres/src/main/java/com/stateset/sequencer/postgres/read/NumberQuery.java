package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.postgres.streams.StreamKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Statements that look for one number. */
final class NumberQuery {

    /** The version that an entity has come to; no row if it has no events. */
    static final String LAST_VERSION = "select entity_version from sequencer.events where stream_id = "
            + StreamKeys.OF_NEXT + " and entity_key = ? order by entity_version desc limit 1";

    private NumberQuery() {}

    /** Returns what a statement finds in its only row, if there is one. */
    static OptionalLong find(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }
}
