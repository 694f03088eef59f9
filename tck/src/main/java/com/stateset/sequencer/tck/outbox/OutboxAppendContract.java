package com.stateset.sequencer.tck.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.tck.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What comes into an outbox stays there, once, as it was and as the agent's own. */
public abstract class OutboxAppendContract extends OutboxCase {

    @Test
    void events_are_kept_in_the_order_given_and_survive_their_outbox() {
        List<LocalEvent> appended = outbox().append(List.of(draft("a"), draft("b"), draft("a")), BaseVersions.AS_GIVEN);
        outbox().close();
        Outbox reopened = openAnother();
        assertThat(reopened.list(0, 10)).isEqualTo(appended);
        assertThat(reopened.list(appended.get(0).position(), 1)).containsExactly(appended.get(1));
        assertThat(reopened.status().pending()).isEqualTo(3);
    }

    @Test
    void an_event_becomes_the_agents_own_and_is_signed() {
        LocalEvent appended = outbox().append(draft("a"));
        Authorship.Signed signed = (Authorship.Signed) appended.event().authorship();
        assertThat(appended.event().sourceAgent()).isEqualTo(AGENT);
        assertThat(signed.agentKeyId()).isEqualTo(1);
        assertThat(SignatureVerifier.standard()
                        .verify(SIGNER.key().publicKey(), VesHashes.signing(appended.event()), signed.signature()))
                .isTrue();
    }

    @Test
    void without_a_key_an_event_is_not_signed() {
        Outbox unsigned = open(new OutboxProfile(STREAM, AGENT), null);
        assertThat(unsigned.append(draft("a")).event().authorship()).isEqualTo(new Authorship.Unsigned());
    }

    @Test
    void the_same_event_comes_in_once() {
        NewEvent draft = draft("a");
        LocalEvent first = outbox().append(draft);
        assertThat(openAnother().append(draft)).isEqualTo(first);
        assertThat(outbox().list(0, 10)).containsExactly(first);
        assertThatThrownBy(() -> outbox().append(draft.toBuilder().payload("{}").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event_id " + draft.eventId() + " names another event of this outbox");
    }

    @Test
    void metadata_is_kept_and_not_signed() {
        NewEvent draft = draft("a").toBuilder().correlationId("c-7").build();
        LocalEvent first = outbox().append(draft);
        NewEvent other =
                draft.toBuilder().metadata(Map.of("correlation_id", "c-8")).build();

        assertThat(openAnother().list(0, 10)).containsExactly(first);
        assertThat(first.event().metadata().correlationId()).contains("c-7");
        assertThat(outbox().append(other)).as("the first one wins").isEqualTo(first);
        assertThat(outbox().journal().take(ALL)).extracting(LocalEvent::event).containsExactly(first.event());
        NewEvent tooLarge = draft("a").toBuilder().causationId("x".repeat(4097)).build();
        assertThatThrownBy(() -> outbox().append(tooLarge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metadata.causation_id has 4097 characters; at most 4096 are allowed");
    }

    @Test
    void an_edited_event_keeps_its_metadata() {
        LocalEvent rejected =
                outbox().append(draft("a").toBuilder().correlationId("c-7").build());
        outbox().journal().take(ALL);
        answer(List.of(rejected), "version_conflict: expected 0, actual 1");
        outbox().rebase(rejected.eventId());

        assertThat(outbox().list(0, 10))
                .last()
                .extracting(each -> each.event().metadata().toJson())
                .isEqualTo("{\"correlation_id\":\"c-7\"}");
    }

    @Test
    void tags_are_kept_not_signed_and_stay_when_an_event_is_edited() {
        NewEvent draft =
                draft("a").toBuilder().tags(List.of("student:s7", "course:c1")).build();
        LocalEvent first = outbox().append(draft);
        assertThat(first.event().tags()).isEqualTo(Tags.of("course:c1", "student:s7"));
        assertThat(openAnother().list(0, 10)).containsExactly(first);
        assertThat(outbox().append(draft.toBuilder().tag("more").build()))
                .as("the first one wins")
                .isEqualTo(first);
        assertThat(outbox().journal().take(ALL)).extracting(LocalEvent::event).containsExactly(first.event());
        answer(List.of(first), "version_conflict: expected 0, actual 1");
        outbox().rebase(first.eventId());
        assertThat(outbox().list(0, 10))
                .last()
                .extracting(each -> each.event().tags())
                .isEqualTo(first.event().tags());
        NewEvent wrong = draft("a").toBuilder().tag("").build();
        assertThatThrownBy(() -> outbox().append(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a value of tags is empty");
    }

    @Test
    void one_bad_event_keeps_out_the_whole_call() {
        NewEvent nameless = draft("a").toBuilder().entity("order", "").build();
        NewEvent broken = draft("a").toBuilder().payload("{").build();
        NewEvent stranger = draft("a").toBuilder().sourceAgent(new UUID(9, 9)).build();
        List<NewEvent> many = new ArrayList<>(Collections.nCopies(40, nameless));
        assertThatThrownBy(() -> outbox().append(many, BaseVersions.AS_GIVEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("entity_id is empty");
        assertThatThrownBy(() -> outbox().append(List.of(draft("a"), nameless), BaseVersions.AS_GIVEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("entity_id is empty");
        assertThatThrownBy(() -> outbox().append(List.of(draft("a"), broken), BaseVersions.AS_GIVEN))
                .isInstanceOf(InvalidJsonException.class);
        assertThatThrownBy(() -> outbox().append(List.of(draft("a"), stranger), BaseVersions.AS_GIVEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of agent " + new UUID(9, 9));
        assertThat(outbox().list(0, 10)).isEmpty();
    }

    @Test
    void a_command_comes_in_with_one_call() {
        UUID command = UUID.randomUUID();
        NewEvent first = draft("a", null, command);
        assertThatThrownBy(() ->
                        outbox().append(List.of(first, draft("b"), draft("c", null, command)), BaseVersions.AS_GIVEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("command_id " + command + " names events that do not stand next to each other");
        LocalEvent appended = outbox().append(first);
        assertThat(outbox().append(first)).isEqualTo(appended);
        NewEvent late = draft("a", null, command);
        assertThatThrownBy(() -> outbox().append(late))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("command_id " + command + " has come in before without event " + late.eventId());
    }

    @Test
    void base_versions_count_what_was_pulled_and_what_is_on_its_way() {
        EntityRef entity = new EntityRef("order", "a");
        LocalEvent first = outbox().append(draft("a", 0L));
        outbox().journal().apply(List.of(pulled(first.event(), 1, 1)), 1);
        assertThat(outbox().entityVersion(entity)).isEqualTo(1);
        List<LocalEvent> next = outbox().append(List.of(draft("a"), draft("b"), draft("a")), BaseVersions.FROM_LOCAL);
        assertThat(next.stream().map(event -> event.event().baseVersion())).containsExactly(1L, 0L, 2L);
        assertThat(outbox().list(1, 10)).isEqualTo(next);
        assertThat(outbox().entityVersion(entity)).isEqualTo(3);
        assertThat(outbox().append(draft("a", 7L)).event().baseVersion()).isEqualTo(7);
    }

    @Test
    void an_event_that_is_given_twice_in_one_call_counts_once() {
        NewEvent twice = draft("a");
        List<LocalEvent> appended = outbox().append(List.of(twice, twice, draft("a")), BaseVersions.FROM_LOCAL);
        assertThat(appended.get(1)).isEqualTo(appended.get(0));
        assertThat(appended.stream().map(event -> event.event().baseVersion())).containsExactly(0L, 0L, 1L);
        assertThat(outbox().list(0, 10)).containsExactly(appended.get(0), appended.get(2));
    }

    @Test
    void calls_on_the_common_pool_do_not_get_in_each_others_way() {
        List<CompletableFuture<List<LocalEvent>>> calls = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            List<NewEvent> drafts = new ArrayList<>();
            for (int n = 0; n < 64; n++) {
                drafts.add(draft("e" + n));
            }
            calls.add(CompletableFuture.supplyAsync(() -> outbox().append(drafts, BaseVersions.AS_GIVEN)));
        }
        List<LocalEvent> all =
                calls.stream().flatMap(call -> call.join().stream()).toList();
        assertThat(outbox().list(0, 2000)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void outboxes_at_one_place_do_not_get_in_each_others_way() {
        List<Callable<List<LocalEvent>>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Outbox own = openAnother();
            writers.add(() -> {
                List<LocalEvent> appended = new ArrayList<>();
                for (int n = 0; n < 25; n++) {
                    appended.addAll(own.append(List.of(draft("a"), draft("b")), BaseVersions.FROM_LOCAL));
                }
                return appended;
            });
        }
        List<LocalEvent> all = Race.run(writers).stream().flatMap(List::stream).toList();
        assertThat(outbox().list(0, 1000)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(new HashSet<>(all.stream()
                        .filter(event -> event.event().entity().id().equals("a"))
                        .map(event -> event.event().baseVersion())
                        .toList()))
                .hasSize(100);
    }

    @Test
    void who_listens_hears_of_what_came_in() {
        AtomicInteger heard = new AtomicInteger();
        Subscription subscription = outbox().onAppend(heard::incrementAndGet);
        outbox().append(draft("a"));
        subscription.close();
        outbox().append(draft("a"));
        assertThat(heard).hasValue(1);
    }
}
