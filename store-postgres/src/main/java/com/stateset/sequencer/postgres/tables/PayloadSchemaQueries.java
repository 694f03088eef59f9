package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The statements of {@link PayloadSchemaTable}. */
interface PayloadSchemaQueries {

    /** Adds a schema; 0 if the type has had one of that version. */
    @SqlUpdate("""
            insert into sequencer.payload_schemas
                (schema_id, tenant_id, event_type, version, schema_json, status, compatibility, description, created_by,
                created_at, updated_at)
            values (:schema.id, :schema.tenantId, :schema.eventType, :schema.version, :schema.json, :status, :compatibility,
                :schema.description, :schema.createdBy, :schema.createdAt, :schema.updatedAt)
            on conflict do nothing
            """)
    int add(@BindMethods("schema") PayloadSchema schema, String status, String compatibility);

    /** The highest version that was ever given, the deleted included. */
    @SqlQuery("""
            select coalesce(max(version), 0) from sequencer.payload_schemas
            where tenant_id = :tenant and event_type = :eventType
            """)
    int lastVersion(UUID tenant, String eventType);

    @SqlQuery("select * from sequencer.payload_schemas where schema_id = :id and status <> 'deleted'")
    Optional<PayloadSchema> find(UUID id);

    /** In the order of bytes, as SQLite has it: a list is the same whatever the database's locale. */
    @SqlQuery("""
            select * from sequencer.payload_schemas where tenant_id = :tenant and status <> 'deleted'
            order by event_type collate "C", version
            """)
    List<PayloadSchema> ofTenant(UUID tenant);

    @SqlQuery("""
            select * from sequencer.payload_schemas
            where tenant_id = :tenant and event_type = :eventType and version = :version and status <> 'deleted'
            """)
    Optional<PayloadSchema> find(UUID tenant, String eventType, int version);

    @SqlQuery("""
            select * from sequencer.payload_schemas
            where tenant_id = :tenant and event_type = :eventType and status <> 'deleted'
            order by version
            """)
    List<PayloadSchema> ofType(UUID tenant, String eventType);

    /** Bytes and not characters, as the limit is one on bytes. */
    @SqlQuery("""
            select count(*) as schemas, coalesce(sum(octet_length(schema_json)), 0) as bytes from sequencer.payload_schemas
            where tenant_id = :tenant and status <> 'deleted'
            """)
    @RegisterConstructorMapper(PayloadSchemaStore.Size.class)
    PayloadSchemaStore.Size size(UUID tenant);

    /** Passes over the deleted, which are out of force for good. */
    @SqlUpdate("""
            update sequencer.payload_schemas set status = :status, updated_at = :now
            where schema_id = :id and status <> 'deleted'
            """)
    void changeStatus(UUID id, String status, Instant now);

    /** Takes the text out and keeps the row, so that the version is not given again; 0 if there is none that is not deleted. */
    @SqlUpdate("""
            update sequencer.payload_schemas
            set status = 'deleted', schema_json = '', description = null, updated_at = :now
            where schema_id = :id and status <> 'deleted'
            """)
    int delete(UUID id, Instant now);
}
