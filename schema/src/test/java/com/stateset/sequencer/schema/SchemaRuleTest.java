package com.stateset.sequencer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import com.stateset.sequencer.spi.schema.PayloadSchema.Status;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaRuleTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final UUID TENANT = UUID.randomUUID();

    private final Schemas store = new Schemas();
    private final SchemaRule rule = new SchemaRule(store, new CompiledSchemas(store), SchemaMode.ENFORCE);

    @Test
    void a_type_has_its_highest_active_version_in_force() {
        store.add(schema("sold", 1, Status.ACTIVE));
        store.add(schema("sold", 2, Status.ACTIVE));
        store.add(schema("sold", 3, Status.DEPRECATED));
        assertThat(rule.inForce(TENANT, Set.of("sold", "bought")))
                .containsOnlyKeys("sold")
                .hasEntrySatisfying(
                        "sold", entry -> assertThat(entry.schema().version()).isEqualTo(2));
    }

    @Test
    void a_version_deleted_meanwhile_leaves_the_older_in_force() {
        PayloadSchema older = schema("sold", 1, Status.ACTIVE);
        PayloadSchema latest = schema("sold", 2, Status.ACTIVE);
        store.add(older);
        store.add(latest);
        store.afterLookUp = () -> store.delete(latest.id(), NOW);
        assertThat(rule.inForce(TENANT, Set.of("sold")))
                .hasEntrySatisfying("sold", entry -> assertThat(entry.schema()).isEqualTo(older));
    }

    @Test
    void the_last_version_deleted_meanwhile_leaves_none() {
        PayloadSchema only = schema("sold", 1, Status.ACTIVE);
        store.add(only);
        store.afterLookUp = () -> store.delete(only.id(), NOW);
        assertThat(rule.inForce(TENANT, Set.of("sold"))).isEmpty();
    }

    private static PayloadSchema schema(String type, int version, Status status) {
        return new PayloadSchema(
                UUID.randomUUID(),
                TENANT,
                type,
                version,
                "{\"type\":\"object\"}",
                status,
                Compatibility.NONE,
                null,
                null,
                NOW,
                NOW);
    }

    /** Schemas in memory, and what others do between two calls. */
    private static final class Schemas implements PayloadSchemaStore {

        private final List<PayloadSchema> kept = new ArrayList<>();
        private Runnable afterLookUp = () -> {};

        @Override
        public boolean add(PayloadSchema schema) {
            return kept.add(schema);
        }

        @Override
        public Map<String, UUID> active(UUID tenantId, Set<String> eventTypes) {
            Map<String, UUID> active = new HashMap<>();
            only(each -> each.status() == Status.ACTIVE && eventTypes.contains(each.eventType()))
                    .forEach(each -> active.put(each.eventType(), each.id()));
            afterLookUp.run();
            return active;
        }

        @Override
        public Optional<PayloadSchema> find(UUID id) {
            return only(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Optional<PayloadSchema> find(UUID tenantId, String eventType, int version) {
            return ofType(tenantId, eventType).stream()
                    .filter(each -> each.version() == version)
                    .findFirst();
        }

        @Override
        public int lastVersion(UUID tenantId, String eventType) {
            return ofType(tenantId, eventType).stream()
                    .mapToInt(PayloadSchema::version)
                    .max()
                    .orElse(0);
        }

        @Override
        public List<PayloadSchema> ofTenant(UUID tenantId) {
            return only(each -> true).toList();
        }

        @Override
        public List<PayloadSchema> ofType(UUID tenantId, String eventType) {
            return only(each -> each.eventType().equals(eventType)).toList();
        }

        @Override
        public Size size(UUID tenantId) {
            return new Size(
                    kept.size(),
                    kept.stream().mapToLong(each -> each.json().length()).sum());
        }

        @Override
        public Optional<PayloadSchema> changeStatus(UUID id, Status status, Instant now) {
            return find(id).filter(each -> each.status() == status);
        }

        @Override
        public boolean delete(UUID id, Instant now) {
            return kept.removeIf(each -> each.id().equals(id));
        }

        private Stream<PayloadSchema> only(Predicate<PayloadSchema> wanted) {
            return List.copyOf(kept).stream().filter(wanted).sorted(Comparator.comparing(PayloadSchema::version));
        }
    }
}
