package com.stateset.sequencer.tck.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.spi.schema.PayloadSchema;
import com.stateset.sequencer.spi.schema.PayloadSchema.Compatibility;
import com.stateset.sequencer.spi.schema.PayloadSchema.Status;
import com.stateset.sequencer.spi.schema.PayloadSchemaHost;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore;
import com.stateset.sequencer.spi.schema.PayloadSchemaStore.Size;
import com.stateset.sequencer.tck.Race;
import com.stateset.sequencer.tck.StoreContract;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store that keeps schemas promises. Not part of the contract of every store: the tests of one that is a {@link
 * PayloadSchemaHost} extend this beside that.
 */
public abstract class PayloadSchemaContract extends StoreContract {

    private static final int CONTENDERS = 6;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Instant LATER = NOW.plusSeconds(1);
    private static final String STRANGE_TYPE = "öl, \"dr\\opped\" {😀} 'x'";

    private UUID tenant = UUID.randomUUID();

    @BeforeEach
    void takeANewTenant() {
        tenant = UUID.randomUUID();
    }

    private PayloadSchemaStore schemas() {
        return schemas(store());
    }

    private static PayloadSchemaStore schemas(EventStore store) {
        return store.as(PayloadSchemaHost.class).orElseThrow().payloadSchemas();
    }

    private static PayloadSchema schema(UUID tenant, String type, int version) {
        return new PayloadSchema(
                UUID.randomUUID(),
                tenant,
                type,
                version,
                "{\"description\":\"é😀\"}",
                Status.ACTIVE,
                Compatibility.FULL,
                "an öl",
                "key ab",
                NOW,
                NOW);
    }

    private PayloadSchema added(String type, int version) {
        PayloadSchema schema = schema(tenant, type, version);
        assertThat(schemas().add(schema)).isTrue();
        return schema;
    }

    @Test
    void a_schema_is_found_again_as_it_was_by_every_process() {
        PayloadSchema all = added("a", 1);
        PayloadSchema bare = new PayloadSchema(
                UUID.randomUUID(),
                tenant,
                STRANGE_TYPE,
                1,
                "{}",
                Status.DEPRECATED,
                Compatibility.NONE,
                null,
                null,
                NOW,
                LATER);
        assertThat(schemas().add(bare)).isTrue();
        for (EventStore each : List.of(store(), openAnother())) {
            assertThat(schemas(each).find(all.id())).contains(all);
            assertThat(schemas(each).find(bare.id())).contains(bare);
            assertThat(schemas(each).find(UUID.randomUUID())).isEmpty();
        }
    }

    @Test
    void tenants_do_not_see_each_others_schemas() {
        PayloadSchema own = added("a", 1);
        PayloadSchema foreign = schema(UUID.randomUUID(), "a", 1);
        assertThat(schemas().add(foreign)).isTrue();
        assertThat(schemas().ofTenant(tenant)).containsExactly(own);
        assertThat(schemas().active(tenant, Set.of("a"))).isEqualTo(Map.of("a", own.id()));
        assertThat(schemas().lastVersion(UUID.randomUUID(), "a")).isZero();
    }

    @Test
    void schemas_are_listed_by_type_and_version() {
        PayloadSchema b2 = added("b", 2);
        PayloadSchema c = added("B", 1);
        PayloadSchema b1 = added("b", 1);
        PayloadSchema b10 = added("b", 10);
        assertThat(schemas().ofTenant(tenant)).containsExactly(c, b1, b2, b10);
        assertThat(schemas().ofType(tenant, "b")).containsExactly(b1, b2, b10);
        assertThat(schemas().ofType(UUID.randomUUID(), "b")).isEmpty();
        assertThat(schemas().find(tenant, "b", 10)).contains(b10);
        assertThat(schemas().find(tenant, "b", 3)).isEmpty();
        assertThat(schemas().find(UUID.randomUUID(), "b", 10)).isEmpty();
    }

    @Test
    void the_size_of_a_tenants_schemas_is_told_without_their_texts() {
        assertThat(schemas().size(tenant)).isEqualTo(new Size(0, 0));
        PayloadSchema first = added("a", 1);
        added("b", 1);
        assertThat(schemas().add(schema(UUID.randomUUID(), "a", 1))).isTrue();
        long bytes = first.json().getBytes(StandardCharsets.UTF_8).length;
        assertThat(schemas().size(tenant)).isEqualTo(new Size(2, 2 * bytes));
        assertThat(schemas().delete(first.id(), LATER)).isTrue();
        assertThat(schemas().size(tenant)).isEqualTo(new Size(1, bytes));
        assertThat(schemas().find(tenant, "a", 1)).isEmpty();
    }

    @Test
    void the_latest_active_version_is_in_force() {
        PayloadSchema first = added("a", 1);
        PayloadSchema second = added("a", 2);
        PayloadSchema third = added("a", 10);
        PayloadSchema strange = added(STRANGE_TYPE, 1);
        Set<String> types = Set.of("a", STRANGE_TYPE, "unknown");
        EventStore other = openAnother();
        assertThat(schemas(other).active(tenant, types)).isEqualTo(Map.of("a", third.id(), STRANGE_TYPE, strange.id()));
        assertThat(schemas().changeStatus(third.id(), Status.DEPRECATED, LATER).orElseThrow())
                .extracting(PayloadSchema::status, PayloadSchema::updatedAt, PayloadSchema::createdAt)
                .containsExactly(Status.DEPRECATED, LATER, NOW);
        assertThat(schemas(other).active(tenant, Set.of("a"))).isEqualTo(Map.of("a", second.id()));
        assertThat(schemas().delete(second.id(), LATER)).isTrue();
        assertThat(schemas(other).active(tenant, Set.of("a"))).isEqualTo(Map.of("a", first.id()));
        assertThat(schemas().changeStatus(first.id(), Status.ARCHIVED, LATER)).isPresent();
        assertThat(schemas(other).active(tenant, Set.of("a"))).isEmpty();
        assertThat(schemas(other).active(tenant, Set.of())).isEmpty();
        assertThat(schemas().changeStatus(third.id(), Status.ACTIVE, LATER)).isPresent();
        assertThat(schemas(other).active(tenant, Set.of("a"))).isEqualTo(Map.of("a", third.id()));
    }

    @Test
    void a_deleted_schema_is_gone_and_its_version_used_up() {
        PayloadSchema schema = added("a", 1);
        assertThat(schemas().delete(schema.id(), LATER)).isTrue();
        assertThat(schemas().delete(schema.id(), LATER)).isFalse();
        assertThat(schemas().find(schema.id())).isEmpty();
        assertThat(schemas().changeStatus(schema.id(), Status.ACTIVE, LATER)).isEmpty();
        assertThat(schemas().ofTenant(tenant)).isEmpty();
        assertThat(schemas().lastVersion(tenant, "a")).isEqualTo(1);
        assertThat(schemas().add(schema(tenant, "a", 1))).isFalse();
    }

    @Test
    void of_those_who_add_one_version_at_once_one_does() {
        PayloadSchemaStore one = schemas();
        PayloadSchemaStore other = schemas(openAnother());
        List<Callable<Boolean>> contenders =
                new ArrayList<>(Collections.nCopies(CONTENDERS / 2, () -> one.add(schema(tenant, "a", 1))));
        contenders.addAll(Collections.nCopies(CONTENDERS / 2, () -> other.add(schema(tenant, "a", 1))));
        assertThat(Race.run(contenders)).containsOnlyOnce(true);
        assertThat(one.ofTenant(tenant)).hasSize(1);
        assertThat(one.lastVersion(tenant, "a")).isEqualTo(1);
    }
}
