package com.stateset.sequencer.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.error.UnmappableEventException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventTypesTest {

    private final Sequencer sequencer =
            Sequencer.builder().store(new MemoryStore()).build();
    private final EventStream stream = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void a_payload_becomes_a_record() {
        SequencedEvent event = stored("order.placed", "{\"total\":3,\"currency\":\"EUR\",\"more\":[1]}");
        assertThat(types().build().map(event)).contains(new TypedEvent<>(event, new Placed(3, "EUR")));
    }

    @Test
    void old_shapes_are_upcast_step_by_step_and_stored_bytes_stay() {
        EventTypes<OrderEvent> types = EventTypes.<OrderEvent>builder()
                .type("order.placed", 3, Placed.class)
                .upcast(
                        "order.placed",
                        1,
                        payload -> payload.put("total", payload.remove("cents").intValue() / 100))
                .upcast("order.placed", 2, payload -> payload.put("currency", "USD"))
                .upcast(new EventShape("order.made", 1), new EventShape("order.placed", 1), payload -> payload)
                .build();
        SequencedEvent first = stored("order.placed", "{\"cents\":700}");
        assertThat(value(types, first)).contains(new Placed(7, "USD"));
        assertThat(((Payload.Clear) first.event().payload()).json()).hasToString("{\"cents\":700}");
        assertThat(value(types, stored("order.placed", "{\"schema_version\":2,\"total\":8}")))
                .contains(new Placed(8, "USD"));
        assertThat(value(types, stored("order.placed", "{\"schema_version\":3,\"total\":9,\"currency\":\"EUR\"}")))
                .contains(new Placed(9, "EUR"));
        assertThat(value(types, stored("order.made", "{\"cents\":1000}"))).contains(new Placed(10, "USD"));
    }

    @Test
    void the_version_may_stand_in_the_type() {
        EventTypes<OrderEvent> types = EventTypes.<OrderEvent>builder()
                .unknown(UnknownEvents.ignore())
                .versions(SchemaVersions.inTypeSuffix(".v"))
                .type("order.placed", 2, Placed.class)
                .upcast("order.placed", 1, payload -> payload.put("currency", "USD"))
                .build();
        assertThat(value(types, stored("order.placed", "{\"total\":1}"))).contains(new Placed(1, "USD"));
        assertThat(value(types, stored("order.placed.v2", "{\"total\":1,\"currency\":\"EUR\"}")))
                .contains(new Placed(1, "EUR"));
        assertThat(value(types, stored("order.placed.v3", "{}"))).isEmpty();
        assertThat(value(types, stored("order.placed.v0", "{}"))).isEmpty();
    }

    @Test
    void encrypted_payloads_are_read_with_a_key_or_follow_a_policy() {
        X25519PrivateKey key = X25519PrivateKey.generate();
        AgentSigner till = new AgentSigner(new UUID(0, 7), 1, SigningKey.generate());
        sequencer.agentKeys().register(till.agentKey(stream.id().tenantId()));
        NewEvent placed = Samples.order("o-1")
                .payload("{\"total\":3,\"currency\":\"EUR\"}")
                .build();
        stream.append(till.sign(stream.id(), placed, Recipients.of(new RecipientKey(7, key.publicKey()))));
        SequencedEvent event = stream.find(placed.eventId()).orElseThrow();

        EventTypes<OrderEvent> reading =
                types().decryptor(EventDecryptor.of(Map.of(7L, key))).build();
        assertThat(value(reading, event)).contains(new Placed(3, "EUR"));
        assertThat(types().unreadable(UnknownEvents.ignore()).build().map(event))
                .isEmpty();
        assertThat(types().build().map(event, UnknownEvents.ignore())).isEmpty();
        EventTypes<OrderEvent> strict = types().unknown(UnknownEvents.ignore())
                .unreadable(UnknownEvents.fail())
                .decryptor(EventDecryptor.of(Map.of(7L, X25519PrivateKey.generate())))
                .build();
        assertThatThrownBy(() -> strict.map(event))
                .isInstanceOf(UnmappableEventException.class)
                .hasMessageContaining("its payload is encrypted end to end, and not readable: does not decrypt");
        assertThatThrownBy(() -> types().build().map(event)).hasMessageContaining("not readable: not a recipient");
    }

    @Test
    void unknown_types_are_refused_ignored_or_passed_on() {
        SequencedEvent event = stored("order.lost", "{\"why\":\"rain\"}");
        assertThat(types().unknown(UnknownEvents.ignore()).build().map(event)).isEmpty();
        assertThat(types().build().map(event, UnknownEvents.ignore())).isEmpty();
        assertThatThrownBy(() -> types().unknown(UnknownEvents.fail()).build().map(event, UnknownEvents.ignore()))
                .isInstanceOf(UnmappableEventException.class);
        assertThatThrownBy(() -> types().build().map(event))
                .isInstanceOf(UnmappableEventException.class)
                .hasMessage(
                        "event 1 of the stream " + stream.id() + ", of type order.lost: there is no Java type for it");
        assertThat(types().unknown(UnknownEvents.pass(Other::of)).build().map(event))
                .map(TypedEvent::value)
                .contains(new Other("{\"why\":\"rain\"}"));
    }

    @Test
    void what_was_erased_is_left_out_unless_the_policy_says_otherwise() {
        SequencedEvent event = erased(stored("order.placed", "{\"total\":1}"));
        assertThat(types().build().map(event)).isEmpty();
        assertThat(types().unknown(UnknownEvents.pass(Other::of)).build().map(event))
                .map(TypedEvent::value)
                .contains(new Other("none"));
        assertThatThrownBy(() -> types().unknown(UnknownEvents.fail()).build().map(event))
                .hasMessageEndingWith("its payload is not readable, so that it has no Java type");
    }

    @Test
    void what_does_not_fit_its_type_is_an_error_that_names_the_event() {
        EventTypes<OrderEvent> types = types().type("order.placed", 3, Placed.class)
                .upcast("order.placed", 2, payload -> payload)
                .build();
        for (String payload : new String[] {"{\"total\":\"much\"}", "null", "7"}) {
            SequencedEvent event = stored("order.placed", payload);
            assertThatThrownBy(() -> types.map(event))
                    .as(payload)
                    .isInstanceOfSatisfying(
                            UnmappableEventException.class,
                            e -> assertThat(e.event()).isEqualTo(event));
        }
        SequencedEvent odd = stored("order.placed", "{\"schema_version\":\"two\"}");
        assertThatThrownBy(() -> types.map(odd)).hasMessageEndingWith("its member schema_version is no schema version");
        SequencedEvent zero = stored("order.placed", "{\"schema_version\":0}");
        assertThatThrownBy(() -> types.map(zero)).hasMessageEndingWith("schema version 0 is below 1");
    }

    @Test
    void folds_are_written_over_types() {
        Fold<Integer> total = types().unknown(UnknownEvents.ignore())
                .build()
                .fold(() -> 0, (sum, event) -> event.value() instanceof Placed placed ? sum + placed.total() : sum);
        stored("order.placed", "{\"total\":2}");
        stored("order.lost", "{}");
        stored("order.placed", "{\"total\":3}");
        assertThat(stream.stateAt(3, total)).isEqualTo(5);
        assertThat(stream.stateAt(2, total)).isEqualTo(2);
    }

    @Test
    void the_sequencers_own_records_are_no_events_of_the_application() {
        Fold<Integer> total = types().build().fold(() -> 0, (sum, event) -> sum + ((Placed) event.value()).total());
        SequencedEvent first = stored("order.placed", "{\"total\":2}");
        stream.erase(first.event().entity(), "dpo", "request 17");
        assertThat(stream.stateAt(2, total)).isZero();
    }

    @Test
    void values_are_written_as_they_are_read() {
        EntityRef order = new EntityRef("order", "o-7");
        for (SchemaVersions versions :
                new SchemaVersions[] {SchemaVersions.inMember("v"), SchemaVersions.inTypeSuffix("/")}) {
            EventTypes<OrderEvent> types = EventTypes.<OrderEvent>builder()
                    .versions(versions)
                    .type("order.placed", 1, Placed.class)
                    .type("order.placed", 3, Placed.class)
                    .type("order.shipped", Shipped.class)
                    .build();
            for (OrderEvent value : new OrderEvent[] {new Placed(7, "EUR"), new Shipped()}) {
                NewEvent sent = types.toEvent(order, value);
                assertThat(sent).hasToString(sent.eventType() + " " + sent.eventId() + " of order/o-7");
                assertThat(value(types, stored(sent.eventType(), new String(sent.payload(), UTF_8))))
                        .contains(value);
            }
        }
    }

    @Test
    void the_latest_version_is_written_and_says_so() {
        EntityRef order = new EntityRef("order", "o-7");
        EventTypesBuilder<OrderEvent> types =
                types().type("order.placed", 3, Placed.class).type("order.placed", 2, Other.class);
        assertThat(new String(types.build().toEvent(order, new Placed(7, "EUR")).payload(), UTF_8))
                .isEqualTo("{\"total\":7,\"currency\":\"EUR\",\"schema_version\":3}");
        assertThat(types.versions(SchemaVersions.inTypeSuffix(".v"))
                        .build()
                        .toEvent(order, new Placed(7, "EUR"))
                        .eventType())
                .isEqualTo("order.placed.v3");
        assertThatThrownBy(() -> types.versions((type, payload) -> new EventShape(type, 1))
                        .build()
                        .toEvent(order, new Placed(7, "EUR")))
                .hasMessageEndingWith("Placed is not written as order.placed version 3: nothing says its version");
    }

    @Test
    void a_value_of_no_type_or_of_several_is_refused() {
        EntityRef order = new EntityRef("order", "o-7");
        assertThatThrownBy(() -> types().build().toEvent(order, new Shipped()))
                .hasMessage("there is no event type for " + Shipped.class.getName());
        assertThatThrownBy(
                        () -> types().type("order.made", Placed.class).build().toEvent(order, new Placed(1, "EUR")))
                .hasMessage(Placed.class.getName() + " is of several event types: [order.made, order.placed]");
        assertThat(EventTypes.<OrderEvent>builder()
                        .type("order.any", Basket.class)
                        .build()
                        .toEvent(order, new FullBasket())
                        .eventType())
                .isEqualTo("order.any");
    }

    @Test
    void what_would_not_read_back_is_not_written() {
        EntityRef order = new EntityRef("order", "o-7");
        EventTypes<Object> types = EventTypes.builder()
                .type("order.taken", Unmakeable.class)
                .type("order.lost", WrittenAsNull.class)
                .build();
        assertThatThrownBy(() -> types.toEvent(order, new Unmakeable(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Unmakeable is written as JSON that does not read back: Cannot construct instance");
        assertThatThrownBy(() -> types.toEvent(order, new WrittenAsNull()))
                .hasMessageEndingWith("WrittenAsNull is written as JSON that does not read back: its payload is null");
    }

    @Test
    void contradictions_are_refused_when_they_are_made() {
        assertThatThrownBy(() -> types().type("order.placed", Other.class))
                .hasMessage("order.placed version 1 is dealt with already");
        assertThatThrownBy(() -> types().upcast("order.placed", 1, payload -> payload))
                .hasMessage("order.placed version 1 is dealt with already");
        assertThatThrownBy(() ->
                        types().upcast("order.paid", 1, payload -> payload).build())
                .hasMessage("the upcast of order.paid version 1 leads to no Java type");
        EventShape one = new EventShape("a", 1);
        EventShape two = new EventShape("a", 2);
        assertThatThrownBy(() -> types().upcast(one, two, payload -> payload)
                        .upcast(two, one, payload -> payload)
                        .build())
                .hasMessageContaining("leads to no Java type");
    }

    private static EventTypesBuilder<OrderEvent> types() {
        return EventTypes.<OrderEvent>builder().type("order.placed", Placed.class);
    }

    private static Optional<OrderEvent> value(EventTypes<OrderEvent> types, SequencedEvent event) {
        return types.map(event).map(TypedEvent::value);
    }

    private SequencedEvent stored(String type, String payload) {
        long number = stream.append(
                        Samples.order("o-1").eventType(type).payload(payload).build())
                .head();
        return stream.read(ReadOptions.forwardsFrom(number)).events().get(0);
    }

    private static SequencedEvent erased(SequencedEvent event) {
        Event said = event.event();
        return new SequencedEvent(
                new Event(
                        said.stream(),
                        said.eventId(),
                        said.commandId(),
                        said.entity(),
                        said.eventType(),
                        said.createdAt(),
                        said.sourceAgent(),
                        said.baseVersion(),
                        new Payload.Erased(),
                        said.payloadHashes(),
                        said.authorship()),
                event.sequenceNumber(),
                event.sequencedAt(),
                event.entityVersion(),
                event.leafHash(),
                event.sequencerKeyVersion());
    }

    private sealed interface OrderEvent {}

    private record Shipped() implements OrderEvent {}

    private record Placed(int total, String currency) implements OrderEvent {}

    private record Other(String json) implements OrderEvent {
        static Other of(RawEvent raw) {
            return new Other(raw.payload().map(JsonNode::toString).orElse("none"));
        }
    }

    private static non-sealed class Basket implements OrderEvent {}

    private static final class FullBasket extends Basket {}

    /** As a Kotlin data class is to Jackson without the module for Kotlin: read from an object, it has no constructor. */
    private static final class Unmakeable {

        private final int copies;

        Unmakeable(int copies) {
            this.copies = copies;
        }

        @JsonProperty
        int copies() {
            return copies;
        }
    }

    private record WrittenAsNull() {

        @JsonValue
        @Nullable
        Object json() {
            return null;
        }
    }
}
