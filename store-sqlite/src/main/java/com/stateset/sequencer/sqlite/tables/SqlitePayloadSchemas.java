package com.stateset.sequencer.sqlite.tables;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import com.stateset.sequencer.spi.schema.PayloadSchema.Status;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table of the schemas of payloads. Nothing is remembered: a reader sees the last commit before it began, so a change that has
 * returned binds the next batch of every process that uses the file. Thread-safe.
 *
 * <p><b>What can race.</b> Two who register a type's next version at once have both read the same last one. The unique index over
 * tenant, type and version lets one in; the other's insert changes nothing ({@code on conflict do nothing}), which it is told, to
 * look again. So versions have no gap that a failure made, and no two texts.
 *
 * <p><b>What must hold.</b> A version is given once. So deleting keeps the row and takes the text out of it; every query but that
 * for the last version passes such rows over. The text under an id never changes otherwise, which is what callers remember
 * compiled schemas by.
 *
 * <p><b>Why the SQL has this form.</b> What is in force is asked with every batch, for all of its types at once: of each the
 * highest active version. {@code schema_id} stands there beside {@code max(version)} without an aggregate of its own, and is that
 * of the row with the maximum: SQLite promises so for a query with one {@code max} ({@code SELECT}, <i>Bare columns in an
 * aggregate query</i>). The types come as one JSON array, so that one prepared text serves any number of them; a statement has
 * 32,766 places at most. A size is counted in bytes: {@code length} of a text counts characters, of a blob bytes.
 */
public final class SqlitePayloadSchemas implements PayloadSchemaStore {

    private final SqliteDatabase database;

    public SqlitePayloadSchemas(SqliteDatabase database) {
        this.database = database;
    }

    /** How many rows were inserted is the verdict: a look beforehand could be overtaken by another process. */
    @Override
    public boolean add(PayloadSchema schema) {
        return database.write(session -> insert(session.handle(), schema)) > 0;
    }

    /** Counts the deleted: their versions are not given again. */
    @Override
    public int lastVersion(UUID tenantId, String eventType) {
        return database.read(handle -> handle.createQuery("""
                        select coalesce(max(version), 0) from payload_schemas
                        where tenant_id = :tenant and event_type = :type
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("type", eventType)
                .mapTo(Integer.class)
                .one());
    }

    @Override
    public Optional<PayloadSchema> find(UUID id) {
        return database.read(handle -> find(handle, id));
    }

    /** All texts at once: {@link #size} says beforehand what they take. */
    @Override
    public List<PayloadSchema> ofTenant(UUID tenantId) {
        return database.read(handle -> handle.createQuery("""
                        select * from payload_schemas
                        where tenant_id = :tenant and status <> 'deleted'
                        order by event_type, version
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .map((row, context) -> schema(row))
                .list());
    }

    @Override
    public Optional<PayloadSchema> find(UUID tenantId, String eventType, int version) {
        return database.read(handle -> handle.createQuery("""
                        select * from payload_schemas
                        where tenant_id = :tenant and event_type = :type and version = :version and status <> 'deleted'
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("type", eventType)
                .bind("version", version)
                .map((row, context) -> schema(row))
                .findOne());
    }

    @Override
    public List<PayloadSchema> ofType(UUID tenantId, String eventType) {
        return database.read(handle -> handle.createQuery("""
                        select * from payload_schemas
                        where tenant_id = :tenant and event_type = :type and status <> 'deleted'
                        order by version
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("type", eventType)
                .map((row, context) -> schema(row))
                .list());
    }

    @Override
    public Size size(UUID tenantId) {
        return database.read(handle -> handle.createQuery("""
                        select count(*), coalesce(sum(length(cast(schema_json as blob))), 0) from payload_schemas
                        where tenant_id = :tenant and status <> 'deleted'
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .map((row, context) -> new Size(row.getInt(1), row.getLong(2)))
                .one());
    }

    /** The types as a JSON array: there may be more than a statement has places. */
    @Override
    public Map<String, UUID> active(UUID tenantId, Set<String> eventTypes) {
        ArrayNode types = JsonNodeFactory.instance.arrayNode();
        eventTypes.forEach(types::add);
        return database.read(handle -> handle.createQuery("""
                        select event_type, schema_id, max(version) from payload_schemas
                        where tenant_id = :tenant and status = 'active'
                            and event_type in (select value from json_each(:types))
                        group by event_type
                        """)
                .bind("tenant", BinaryForm.bytes(tenantId))
                .bind("types", types.toString())
                .map((row, context) -> Map.entry(row.getString(1), BinaryForm.uuid(row.getBytes(2))))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Reads back what it has written, in one transaction, so that the answer is a state that was in force. */
    @Override
    public Optional<PayloadSchema> changeStatus(UUID id, Status status, Instant now) {
        return database.write(session -> {
            session.handle()
                    .createUpdate("""
                            update payload_schemas set status = :status, updated_at = :now
                            where schema_id = :id and status <> 'deleted'
                            """)
                    .bind("status", status.text())
                    .bind("now", BinaryForm.micros(now))
                    .bind("id", BinaryForm.bytes(id))
                    .execute();
            return find(session.handle(), id);
        });
    }

    /** The text goes, the row stays: the version is taken for ever. Deleting again finds no row that is not deleted. */
    @Override
    public boolean delete(UUID id, Instant now) {
        return database.write(session -> session.handle()
                        .createUpdate("""
                                update payload_schemas
                                set status = 'deleted', schema_json = '', description = null, updated_at = :now
                                where schema_id = :id and status <> 'deleted'
                                """)
                        .bind("now", BinaryForm.micros(now))
                        .bind("id", BinaryForm.bytes(id))
                        .execute())
                > 0;
    }

    private static int insert(Handle handle, PayloadSchema schema) {
        return handle.createUpdate("""
                        insert into payload_schemas (
                            schema_id, tenant_id, event_type, version, schema_json, status, compatibility,
                            description, created_by, created_at, updated_at)
                        values (
                            :id, :tenant, :type, :version, :json, :status, :compatibility,
                            :description, :createdBy, :createdAt, :updatedAt)
                        on conflict do nothing
                        """)
                .bind("id", BinaryForm.bytes(schema.id()))
                .bind("tenant", BinaryForm.bytes(schema.tenantId()))
                .bind("type", schema.eventType())
                .bind("version", schema.version())
                .bind("json", schema.json())
                .bind("status", schema.status().text())
                .bind("compatibility", schema.compatibility().text())
                .bind("description", schema.description())
                .bind("createdBy", schema.createdBy())
                .bind("createdAt", BinaryForm.micros(schema.createdAt()))
                .bind("updatedAt", BinaryForm.micros(schema.updatedAt()))
                .execute();
    }

    private static Optional<PayloadSchema> find(Handle handle, UUID id) {
        return handle.createQuery("select * from payload_schemas where schema_id = :id and status <> 'deleted'")
                .bind("id", BinaryForm.bytes(id))
                .map((row, context) -> schema(row))
                .findOne();
    }

    /**
     * A row that cannot be read is reported. To pass it over would be to accept payloads that no schema was held against.
     */
    private static PayloadSchema schema(ResultSet row) throws SQLException {
        try {
            return new PayloadSchema(
                    BinaryForm.uuid(row.getBytes("schema_id")),
                    BinaryForm.uuid(row.getBytes("tenant_id")),
                    row.getString("event_type"),
                    row.getInt("version"),
                    row.getString("schema_json"),
                    Status.parse(row.getString("status")),
                    Compatibility.parse(row.getString("compatibility")),
                    row.getString("description"),
                    row.getString("created_by"),
                    BinaryForm.instant(row.getLong("created_at")),
                    BinaryForm.instant(row.getLong("updated_at")));
        } catch (IllegalArgumentException e) {
            throw new StoreFailedException("a stored schema of payloads is damaged", e);
        }
    }
}
