package com.stateset.sequencer.postgres.tables;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.rows.Columns;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import com.stateset.sequencer.spi.schema.PayloadSchema.Status;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Schemas of payloads, in {@code payload_schemas}. Nothing is remembered, and nothing is asked of a replica: a look-up sees what is
 * committed, so a change that has returned binds the next batch of every process on the database. Thread-safe.
 *
 * <p><b>What can race.</b> Two who register a type's next version at once have both read the same last one. The second insert
 * waits for the first at the unique index over tenant, type and version; if that commits, it changes nothing
 * ({@code on conflict do nothing}), and its caller looks again, at a version that it now sees. If the first fails, the second is
 * in. So a version is one text's, in whatever process.
 *
 * <p><b>What must hold.</b> A version is given once. So deleting keeps the row and takes the text out of it; every query but that
 * for the last version passes such rows over. The text under an id never changes otherwise, which is what callers remember
 * compiled schemas by.
 *
 * <p><b>Why the SQL has this form.</b> What is in force is asked with every batch, on the caller's thread: one statement on a
 * connection without a transaction, so one round trip. {@code distinct on} keeps of each type the first row in the order of
 * versions from above, which an index on the active ones has already ({@code SELECT}, <i>DISTINCT Clause</i>). A type may hold
 * any character, commas and braces too; a JSON array has one way to write each of them, and the text form of an array several.
 */
public final class PayloadSchemaTable implements PayloadSchemaStore {

    /** Asked for with every batch; the types as a JSON array: they may hold any character. */
    private static final String ACTIVE = """
            select distinct on (event_type) event_type, schema_id from sequencer.payload_schemas
            where tenant_id = ? and status = 'active'
                and event_type in (select json_array_elements_text(cast(? as json)))
            order by event_type, version desc
            """;

    private final Database database;

    public PayloadSchemaTable(Database database) {
        this.database = database;
        database.register(new Mapper());
    }

    /** How many rows were inserted is the verdict: a look beforehand could be overtaken by another process. */
    @Override
    public boolean add(PayloadSchema schema) {
        return database.write(handle -> handle.attach(PayloadSchemaQueries.class)
                        .add(
                                schema,
                                schema.status().text(),
                                schema.compatibility().text()))
                > 0;
    }

    @Override
    public int lastVersion(UUID tenantId, String eventType) {
        return database.read(handle -> handle.attach(PayloadSchemaQueries.class).lastVersion(tenantId, eventType));
    }

    @Override
    public Optional<PayloadSchema> find(UUID id) {
        return database.read(handle -> handle.attach(PayloadSchemaQueries.class).find(id));
    }

    @Override
    public List<PayloadSchema> ofTenant(UUID tenantId) {
        return database.read(handle -> handle.attach(PayloadSchemaQueries.class).ofTenant(tenantId));
    }

    @Override
    public Optional<PayloadSchema> find(UUID tenantId, String eventType, int version) {
        return database.read(handle -> handle.attach(PayloadSchemaQueries.class).find(tenantId, eventType, version));
    }

    @Override
    public List<PayloadSchema> ofType(UUID tenantId, String eventType) {
        return database.read(handle -> handle.attach(PayloadSchemaQueries.class).ofType(tenantId, eventType));
    }

    @Override
    public Size size(UUID tenantId) {
        return database.read(handle -> handle.attach(PayloadSchemaQueries.class).size(tenantId));
    }

    @Override
    public Map<String, UUID> active(UUID tenantId, Set<String> eventTypes) {
        ArrayNode types = JsonNodeFactory.instance.arrayNode();
        eventTypes.forEach(types::add);
        return database.readAtOnce(connection -> {
            try (PreparedStatement select = connection.prepareStatement(ACTIVE)) {
                select.setObject(1, tenantId);
                select.setString(2, types.toString());
                Map<String, UUID> found = new HashMap<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.put(row.getString(1), row.getObject(2, UUID.class));
                    }
                }
                return found;
            }
        });
    }

    /** Reads back what it has written, in one transaction, so that the answer is a state that was in force. */
    @Override
    public Optional<PayloadSchema> changeStatus(UUID id, Status status, Instant now) {
        return database.write(handle -> {
            PayloadSchemaQueries queries = handle.attach(PayloadSchemaQueries.class);
            queries.changeStatus(id, status.text(), now);
            return queries.find(id);
        });
    }

    @Override
    public boolean delete(UUID id, Instant now) {
        return database.write(
                        handle -> handle.attach(PayloadSchemaQueries.class).delete(id, now))
                > 0;
    }

    /** Reads schemas. */
    private static final class Mapper implements RowMapper<PayloadSchema> {

        @Override
        public PayloadSchema map(ResultSet row, StatementContext context) throws SQLException {
            try {
                return new PayloadSchema(
                        Columns.uuid(row, "schema_id"),
                        Columns.uuid(row, "tenant_id"),
                        row.getString("event_type"),
                        row.getInt("version"),
                        row.getString("schema_json"),
                        Status.parse(row.getString("status")),
                        Compatibility.parse(row.getString("compatibility")),
                        row.getString("description"),
                        row.getString("created_by"),
                        Columns.instant(row, "created_at"),
                        Columns.instant(row, "updated_at"));
            } catch (IllegalArgumentException e) {
                throw new StoreFailedException("a stored schema of payloads is damaged", e);
            }
        }
    }
}
