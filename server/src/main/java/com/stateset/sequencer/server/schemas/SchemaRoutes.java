package com.stateset.sequencer.server.schemas;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.audit.AuditLog;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import com.stateset.sequencer.protocol.schema.SchemaAnswers;
import com.stateset.sequencer.protocol.schema.SchemaCheck;
import com.stateset.sequencer.protocol.schema.SchemaRegistration;
import com.stateset.sequencer.protocol.schema.SchemaStatus;
import com.stateset.sequencer.protocol.schema.WireSchema;
import com.stateset.sequencer.schema.PayloadSchemaRegistry;
import com.stateset.sequencer.schema.SchemaRefusedException;
import com.stateset.sequencer.schema.SchemaViolation;
import com.stateset.sequencer.server.events.Pages;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.CallDeed;
import com.stateset.sequencer.server.http.PathParameter;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.server.http.Query;
import com.stateset.sequencer.server.http.RequestBody;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKey.Permission;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers, shows and withdraws the schemas of a tenant's payloads.
 *
 * <p>A schema is the whole tenant's: it is written by those whose key is limited neither to stores nor to an agent, and read by all of the
 * tenant. Of another tenant's, who knows the id gets the answer to an id that names nothing.
 */
public final class SchemaRoutes {

    /** A text in a string, as it came from the database, and as it is written. */
    private static final int COPIES = 4;

    /** All of a schema but its text, in bytes: its description, names and objects. */
    private static final int ENVELOPE = 8 << 10;

    private final @Nullable PayloadSchemaRegistry schemas;
    private final RequestBody bodies;
    private final Pages pages;
    private final AuditLog audit;

    /**
     * Makes the routes.
     *
     * @param schemas null if the store keeps none
     */
    public SchemaRoutes(@Nullable PayloadSchemaRegistry schemas, RequestBody bodies, Pages pages, AuditLog audit) {
        this.schemas = schemas;
        this.bodies = bodies;
        this.pages = pages;
        this.audit = audit;
    }

    public void register(Api api) {
        api.post("/schemas", this::add);
        api.get("/schemas", this::list);
        api.postOnly("/schemas/validate", Permission.READ, this::validate);
        api.get("/schemas/event-type/{event_type}", this::ofType);
        api.get("/schemas/event-type/{event_type}/latest", this::latest);
        api.get("/schemas/{schema_id}", this::find);
        api.put("/schemas/{schema_id}/status", this::changeStatus);
        api.delete("/schemas/{schema_id}", Permission.ADMIN, this::delete);
    }

    private void add(Context call) throws IOException {
        SchemaRegistration registration = bodies.read(call, SchemaRegistration.class);
        requireWholeTenant(call, registration.tenantId());
        try {
            requireStrict("schemaJson", registration.schemaJson());
            PayloadSchema schema = add(call, registration);
            Answer.write(call, SchemaAnswers.Registered.of(schema));
        } catch (SchemaRefusedException e) {
            throw new ApiException(refusal(e));
        }
    }

    private PayloadSchema add(Context call, SchemaRegistration registration) {
        AuditDeed deed = CallDeed.of(
                call,
                registration.tenantId(),
                AuditAction.SCHEMA_REGISTERED,
                subject(registration.eventType()),
                Map.of("compatibility", registration.promised().text()));
        Supplier<PayloadSchema> work = () -> registry()
                .register(
                        registration.tenantId(),
                        registration.eventType(),
                        registration.schemaJson().toString(),
                        registration.promised(),
                        registration.description(),
                        author(call));
        return audit.perform(
                deed, work, schema -> Map.of("schema_id", schema.id().toString(), "version", schema.version()));
    }

    /** What is done to a stored schema. */
    private static AuditDeed deed(Context call, AuditAction action, PayloadSchema schema, @Nullable String status) {
        Map<String, @Nullable Object> details = new HashMap<>();
        details.put("schema_id", schema.id().toString());
        details.put("version", schema.version());
        details.put("status", status);
        return CallDeed.of(call, schema.tenantId(), action, subject(schema.eventType()), details);
    }

    private static EntityRef subject(String eventType) {
        return new EntityRef("schema", eventType);
    }

    private static ApiError refusal(SchemaRefusedException e) {
        return switch (e.reason()) {
            case INVALID -> ApiError.badRequest("$.schemaJson", String.valueOf(e.getMessage()));
            case INCOMPATIBLE ->
                ApiError.of(409, "schema_incompatible", "The schema is not registered: " + e.getMessage() + ".");
            case TOO_MANY ->
                ApiError.of(409, "too_many_schemas", "The schema is not registered: " + e.getMessage() + ".");
        };
    }

    private void list(Context call) {
        UUID tenant = tenant(call);
        answerSome(call, tenant, () -> registry().ofTenant(tenant));
    }

    private void ofType(Context call) throws IOException {
        Query query = Query.of(call);
        UUID tenant = tenant(call);
        String type = call.pathParam("event_type");
        if (query.version().isEmpty()) {
            answerSome(call, tenant, () -> registry().ofType(tenant, type));
            return;
        }
        PayloadSchema one = ofVersion(tenant, type, query.version().getAsLong());
        Answer.write(call, new SchemaAnswers.One(WireSchema.of(one)));
    }

    /** A tenant's texts are large together: they are read once the memory for them is there. */
    private void answerSome(Context call, UUID tenant, Supplier<List<PayloadSchema>> read) {
        PayloadSchemaStore.Size most = registry().size(tenant);
        pages.answerWithin(
                call,
                COPIES * most.bytes() + (long) ENVELOPE * most.schemas(),
                () -> SchemaAnswers.Page.of(read.get()));
    }

    private void latest(Context call) throws IOException {
        String type = call.pathParam("event_type");
        PayloadSchema schema = registry()
                .inForce(tenant(call), type)
                .orElseThrow(() -> nothing("There is no active schema of " + type + "."));
        Answer.write(call, WireSchema.of(schema));
    }

    private void find(Context call) throws IOException {
        Answer.write(call, WireSchema.of(named(call)));
    }

    private void changeStatus(Context call) throws IOException {
        SchemaStatus status = bodies.read(call, SchemaStatus.class);
        PayloadSchema schema = named(call);
        requireWholeTenant(call, schema.tenantId());
        AuditDeed deed = deed(call, AuditAction.SCHEMA_STATUS_CHANGED, schema, status.status());
        PayloadSchema changed = audit.perform(
                deed,
                () -> registry().changeStatus(schema.id(), status.parsed()).orElseThrow(() -> nothing(schema.id())));
        Answer.write(call, new SchemaAnswers.Changed(true, changed.id(), status.status()));
    }

    private void delete(Context call) throws IOException {
        PayloadSchema schema = named(call);
        requireWholeTenant(call, schema.tenantId());
        UUID deleted = audit.perform(deed(call, AuditAction.SCHEMA_DELETED, schema, null), () -> {
            if (!registry().delete(schema.id())) {
                throw nothing(schema.id());
            }
            return schema.id();
        });
        Answer.write(call, new SchemaAnswers.Deleted(true, deleted));
    }

    private void validate(Context call) throws IOException {
        SchemaCheck check = bodies.read(call, SchemaCheck.class);
        Principal.of(call).requireTenant(check.tenantId());
        requireStrict("payload", check.payload());
        Integer version = check.schemaVersion();
        Optional<PayloadSchema> schema = version == null
                ? registry().inForce(check.tenantId(), check.eventType())
                : Optional.of(ofVersion(check.tenantId(), check.eventType(), version));
        List<SchemaViolation> violations =
                schema.isEmpty() ? List.of() : registry().violations(schema.get(), canonical(check.payload()));
        Answer.write(
                call,
                new SchemaAnswers.Verdict(
                        violations.isEmpty(),
                        schema.map(PayloadSchema::id).orElse(null),
                        schema.map(PayloadSchema::version).orElse(null),
                        violations.stream()
                                .map(each -> new SchemaAnswers.Problem(each.path(), each.message()))
                                .toList()));
    }

    private PayloadSchema ofVersion(UUID tenant, String type, long version) {
        return Optional.of(version)
                .filter(number -> number <= Integer.MAX_VALUE)
                .flatMap(number -> registry().find(tenant, type, number.intValue()))
                .orElseThrow(() -> nothing("There is no version " + version + " of the schema of " + type + "."));
    }

    /** The schema that the path names, if the caller's tenant has it. */
    private PayloadSchema named(Context call) {
        UUID id = PathParameter.uuid(call, "schema_id");
        UUID own = Principal.of(call).tenantId();
        return registry()
                .find(id)
                .filter(schema -> own == null || own.equals(schema.tenantId()))
                .orElseThrow(() -> nothing(id));
    }

    private static UUID tenant(Context call) {
        UUID tenant = Query.of(call).tenant();
        Principal.of(call).requireTenant(tenant);
        return tenant;
    }

    private static void requireWholeTenant(Context call, UUID tenant) {
        Principal caller = Principal.of(call);
        caller.requireTenant(tenant);
        if (!caller.storeIds().isEmpty() || caller.agentId() != null) {
            throw Principal.refusal(
                    "A schema is a whole tenant's, and this API key reaches only some stores, or one agent.");
        }
    }

    private static void requireStrict(String member, RawJson json) {
        try {
            json.toCanonical();
        } catch (InvalidJsonException e) {
            throw InvalidMessageException.ofMember(member, String.valueOf(e.getMessage()));
        }
    }

    /** What an event's payload is held against a schema in. */
    private static byte[] canonical(RawJson payload) {
        return payload.toCanonical().toByteArray();
    }

    private static @Nullable String author(Context call) {
        Principal caller = Principal.of(call);
        Hash key = caller.keyHash();
        if (key != null) {
            return "API key " + key.toHex().substring(0, ApiKey.PREFIX_LENGTH);
        }
        return caller.isOperator() ? "operator" : null;
    }

    private PayloadSchemaRegistry registry() {
        if (schemas == null) {
            throw nothing("The event store of this server keeps no schemas.");
        }
        return schemas;
    }

    private static ApiException nothing(UUID id) {
        return nothing("There is no schema " + id + ".");
    }

    private static ApiException nothing(String message) {
        return new ApiException(ApiError.notFound(message));
    }
}
