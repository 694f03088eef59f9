package com.stateset.sequencer.schema;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.Rejection;
import com.stateset.sequencer.ingest.PayloadRule;
import com.stateset.sequencer.schema.CompiledSchemas.Entry;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds new events against the schemas that are in force when their batch comes: one look-up of an index for each batch. Thread-safe.
 *
 * <p>So what was registered, or set, before a batch was sent binds it, in every process on the database.
 *
 * <p><b>What can race.</b> A schema may be registered, set or deleted while a batch is judged: all of its events are judged by what was found at the
 * beginning, so that one batch never meets two versions of a type. It may also change between the verdict and the commit, since the batch
 * is judged on its caller's thread and stored by a lane afterwards. That is no hole: a change binds the batches that
 * begin after it, and this one began before. To judge under the stream's lock would make every other caller of the
 * stream wait for a tenant's schema.
 *
 * <p><b>What passes unseen.</b> A payload that is encrypted cannot be read here. An event
 * that the log has already is answered as a replay before its verdict is looked at: a schema that has become stricter makes no event
 * of the past invalid, and no agent's repetition of one.
 */
final class SchemaRule implements PayloadRule {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRule.class);

    private final PayloadSchemaStore store;
    private final CompiledSchemas compiled;
    private final SchemaMode mode;

    SchemaRule(PayloadSchemaStore store, CompiledSchemas compiled, SchemaMode mode) {
        this.store = store;
        this.compiled = compiled;
        this.mode = mode;
    }

    @Override
    public Check forBatch(UUID tenantId, Set<String> eventTypes) {
        Map<String, Entry> inForce = inForce(tenantId, eventTypes);
        WorkBudget budget = new WorkBudget();
        if (mode != SchemaMode.WARN) {
            return event -> problem(inForce, event, budget)
                    .map(Rejection.SchemaViolation::new)
                    .orElse(null);
        }
        return new Warnings(tenantId, inForce, budget);
    }

    /** Finds the schemas of some types; types without one are left out. */
    Map<String, Entry> inForce(UUID tenantId, Set<String> eventTypes) {
        Map<String, UUID> active = store.active(tenantId, eventTypes);
        Map<String, Entry> entries = new HashMap<>();
        active.forEach((type, id) -> compiled.find(id).ifPresent(entry -> entries.put(type, entry)));
        // One was deleted in between: an older version may be in force now. Each look takes another deletion, so this
        // ends.
        return entries.size() == active.size() ? entries : inForce(tenantId, eventTypes);
    }

    private Optional<String> problem(Map<String, Entry> inForce, Event event, WorkBudget budget) {
        Entry entry = inForce.get(event.eventType());
        if (entry == null) {
            return mode == SchemaMode.REQUIRED
                    ? Optional.of(
                            "event_type has no active schema, and this sequencer takes no events of types without one")
                    : Optional.empty();
        }
        if (!(event.payload() instanceof Payload.Clear clear)) {
            return Optional.empty();
        }
        Optional<SchemaViolation> found = budget.isExhausted()
                ? Optional.of(new SchemaViolation("", WorkBudget.EXHAUSTED))
                : entry.compiled()
                        .firstViolation(SchemaDocument.parse(clear.json().toByteArray()), budget);
        return found.map(
                violation -> violation + " (schema version " + entry.schema().version() + ")");
    }

    /** Says so once for a batch, of its first: a batch has many events, and a log is read by people. */
    private final class Warnings implements Check {

        private final UUID tenantId;
        private final Map<String, Entry> inForce;
        private final WorkBudget budget;
        private boolean hasWarned;

        private Warnings(UUID tenantId, Map<String, Entry> inForce, WorkBudget budget) {
            this.tenantId = tenantId;
            this.inForce = inForce;
            this.budget = budget;
        }

        @Override
        public @Nullable Rejection problem(Event event) {
            Optional<String> problem = hasWarned ? Optional.empty() : SchemaRule.this.problem(inForce, event, budget);
            problem.ifPresent(violation -> {
                hasWarned = true;
                LOG.warn(
                        "Event {} of tenant {}, and perhaps more of its batch, does not fit its schema: {}",
                        event.eventId(),
                        tenantId,
                        violation);
            });
            return null;
        }
    }
}
