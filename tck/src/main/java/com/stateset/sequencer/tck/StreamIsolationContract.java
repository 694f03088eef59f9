package com.stateset.sequencer.tck;

import static com.stateset.sequencer.tck.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.EntityHistory;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendResult;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Streams know nothing of each other: not of one tenant's other store, and not of another tenant with the same store id. */
public abstract class StreamIsolationContract extends StoreContract {

    private final UUID tenant = UUID.randomUUID();
    private final StreamId stream = new StreamId(tenant, UUID.randomUUID());
    private final List<StreamId> others = List.of(
            new StreamId(tenant, UUID.randomUUID()),
            new StreamId(UUID.randomUUID(), stream.storeId()),
            new StreamId(stream.storeId(), tenant));

    @Test
    void ids_commands_entities_and_numbers_belong_to_one_stream() {
        UUID id = UUID.randomUUID();
        UUID command = UUID.randomUUID();
        EntityRef entity = new EntityRef("order", "shared " + id);
        for (StreamId each : all()) {
            long head = store().head(each);
            AppendResult answer = append(event(each)
                    .id(id)
                    .command(command)
                    .entity(entity)
                    .baseVersion(0L)
                    .payload("\"" + each + "\"")
                    .candidate());
            assertThat(said(answer)).containsExactly("accepted " + (head + 1));
        }
        for (StreamId each : all()) {
            SequencedEvent found = store().find(each, id).orElseThrow();
            assertThat(found.event().stream()).isEqualTo(each);
            assertThat(found.event().payload().toString()).contains(each.toString());
            assertThat(found.entityVersion()).isEqualTo(1);
        }
    }

    @Test
    void the_same_in_one_group() {
        UUID id = UUID.randomUUID();
        UUID command = UUID.randomUUID();
        EntityRef entity = new EntityRef("order", "shared " + id);
        List<AppendResult> answers = store().append(all().stream()
                .map(each -> batch(event(each)
                        .id(id)
                        .command(command)
                        .entity(entity)
                        .baseVersion(0L)
                        .candidate()))
                .toList());
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(said(answer)).first().asString().startsWith("accepted"));
    }

    @Test
    void no_read_shows_another_streams_events() {
        UUID id = UUID.randomUUID();
        EntityRef entity = new EntityRef("secret", "of " + id);
        append(event(stream).id(id).entity(entity).type("secret." + id).candidate());
        for (StreamId other : others) {
            assertThat(store().find(other, id)).isEmpty();
            assertThat(store().entityHistory(other, entity, 0, 10))
                    .isEqualTo(new EntityHistory(entity, 0, 0, List.of()));
            assertThat(readAll(store(), other, ReadOptions.forwardsFrom(1).entity(entity)))
                    .isEmpty();
            assertThat(readAll(store(), other, ReadOptions.forwardsFrom(1).eventType("secret." + id)))
                    .isEmpty();
            assertThat(readAll(other))
                    .allSatisfy(row -> assertThat(row.event().stream()).isEqualTo(other));
        }
    }

    @Test
    void a_rejection_in_one_stream_of_a_group_leaves_the_others_alone() {
        StreamId good = newStream();
        StreamId bad = newStream();
        List<AppendResult> answers = store().append(List.of(
                batch(event(bad).baseVersion(3L).candidate()), batch(event(good).candidate())));
        assertThat(answers).extracting(AppendResult::head).containsExactly(0L, 1L);
        assertThat(store().head(good)).isEqualTo(1);
    }

    private List<StreamId> all() {
        return List.of(stream, others.get(0), others.get(1), others.get(2));
    }
}
