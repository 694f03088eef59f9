package com.stateset.sequencer.protocol.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventScopeTest {

    private static final EventScope SCOPE = EventScope.of(
            List.of("price", "order"),
            List.of(new EntityRef("shop", "s/1"), new EntityRef("shop", "s-0")),
            List.of("x"));

    @Test
    void it_has_whole_entities_and_the_record_of_erasures() {
        assertThat(SCOPE.followsEntity(new EntityRef("order", "any"))).isTrue();
        assertThat(SCOPE.followsEntity(new EntityRef("shop", "s/1"))).isTrue();
        assertThat(SCOPE.followsEntity(new EntityRef("shop", "s-2"))).isFalse();
        assertThat(SCOPE.followsEntity(Erasure.LOG)).isTrue();
        assertThat(EventScope.ALL.followsEntity(new EntityRef("shop", "s-2"))).isTrue();
    }

    @Test
    void the_same_scope_is_written_in_the_same_way() {
        String json = new String(ProtocolJson.write(WireScope.of(SCOPE)), StandardCharsets.UTF_8);
        assertThat(json)
                .isEqualTo(
                        "{\"entity_types\":[\"order\",\"price\"],\"entities\":[{\"entity_type\":\"shop\",\"entity_id\":\"s-0\"},"
                                + "{\"entity_type\":\"shop\",\"entity_id\":\"s/1\"}],\"event_types\":[\"x\"]}");
        assertThat(read(json)).isEqualTo(SCOPE);
        assertThat(SCOPE).hasToString("entity types order, price; entities shop/s-0, shop/s/1; event types x");
        assertThat(read("{}")).isEqualTo(EventScope.ALL);
    }

    @Test
    void what_is_added_to_all_is_all() {
        assertThat(SCOPE.and(EventScope.ALL)).isEqualTo(EventScope.ALL);
        assertThat(EventScope.ofEntityTypes("a").and(EventScope.ofEntityTypes("b")))
                .isEqualTo(EventScope.ofEntityTypes("a", "b"));
    }

    @Test
    void what_cannot_be_a_scope_is_refused() {
        assertThatThrownBy(() -> EventScope.ofEntityTypes("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventScope.ofEntityTypes(
                        IntStream.range(0, 101).mapToObj(Integer::toString).toArray(String[]::new)))
                .hasMessage("a scope has 101 entity types; at most 100 are allowed");
        assertThatThrownBy(() -> read("{\"entity_types\":[\"\"]}")).isInstanceOf(InvalidMessageException.class);
        assertThatThrownBy(() -> read("{\"entities\":[{\"entity_type\":\"a\",\"entity_id\":\"\"}]}"))
                .isInstanceOf(InvalidMessageException.class);
        assertThatThrownBy(() -> read("{\"entities\":[null]}")).isInstanceOf(InvalidMessageException.class);
        assertThatThrownBy(() -> read("{\"event_types\":[null]}")).isInstanceOf(InvalidMessageException.class);
    }

    @Test
    void members_that_are_not_known_are_refused() {
        assertThatThrownBy(() -> read("{\"entity_types\":[\"a\"],\"tags\":[\"t\"]}"))
                .isInstanceOf(InvalidMessageException.class);
        assertThatThrownBy(() -> read("{\"entities\":[{\"entity_type\":\"a\",\"entity_id\":\"b\",\"c\":1}]}"))
                .isInstanceOf(InvalidMessageException.class);
        assertThat(request("{\"event_types\":[\"a\"]}", "").scope().toScope().eventTypes())
                .containsExactly("a");
        assertThatThrownBy(() -> request("{\"event_types\":[\"a\"]}", ",\"too\":5"))
                .isInstanceOf(InvalidMessageException.class);
    }

    @Test
    void a_request_for_an_empty_scope_is_refused() {
        for (String empty : List.of("{}", "{\"entity_types\":[]}", "{\"entities\":[],\"event_types\":null}")) {
            assertThatThrownBy(() -> request(empty, ""))
                    .isInstanceOf(InvalidMessageException.class)
                    .hasMessageContaining("must name an entity type, an entity or an event type");
        }
    }

    private static ScopedRequest request(String scope, String more) {
        String json = "{\"tenant_id\":\"%1$s\",\"store_id\":\"%1$s\",\"scope\":%2$s,\"from\":1%3$s}"
                .formatted(new UUID(0, 1), scope, more);
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), ScopedRequest.class);
    }

    private static EventScope read(String json) {
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), WireScope.class)
                .toScope();
    }
}
