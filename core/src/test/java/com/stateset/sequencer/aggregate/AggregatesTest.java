package com.stateset.sequencer.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.EventsRejectedException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.Loaded;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregatesTest {

    private static final EntityRef LAMP = new EntityRef("lamp", "hall");
    private static final EventTypes<Switched> TYPES =
            EventTypes.<Switched>builder().type("lamp.switched", Switched.class).build();

    private final MemoryStore store = new MemoryStore();
    private final Sequencer sequencer = Sequencer.builder().store(store).build();
    private final EventStream house = sequencer.stream(Samples.stream());

    @AfterEach
    void close() {
        sequencer.close();
    }

    /** That a lamp was switched on, or off. */
    record Switched(boolean on) {}

    /** Switches a lamp, unless it is as it should be; commands say how. */
    private record Lamp(UnaryOperator<NewEvent> finisher) implements Decider<Boolean, Switched, Boolean> {

        private Lamp() {
            this(event -> event);
        }

        @Override
        public EventTypes<Switched> types() {
            return TYPES;
        }

        @Override
        public Boolean initial() {
            return false;
        }

        @Override
        public List<Switched> decide(Boolean on, Boolean isOn) {
            return on.equals(isOn) ? List.of() : List.of(new Switched(on));
        }

        @Override
        public Boolean evolve(Boolean isOn, Switched event) {
            return event.on();
        }

        @Override
        public NewEvent finish(NewEvent event) {
            return finisher.apply(event);
        }
    }

    @Test
    void a_finish_that_takes_the_guard_away_is_refused() {
        Lamp careless = new Lamp(event -> event.toBuilder().baseVersion(null).build());
        assertThatThrownBy(() -> house.decide(LAMP, careless, true, Retry.onConflict(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the decider's finish has changed");
        assertThat(house.head()).isZero();
    }

    @Test
    void a_decision_for_nothing_appends_nothing() {
        assertThat(house.decide(LAMP, new Lamp(), false, Retry.never()))
                .isEqualTo(new Decision<>(List.<Switched>of(), false, 0, Optional.empty()));
        assertThat(house.head()).isZero();
    }

    @Test
    void events_of_an_agent_with_a_key_are_signed() {
        AgentSigner agent = new AgentSigner(UUID.randomUUID(), 1, SigningKey.generate());
        sequencer
                .agentKeys()
                .register(new AgentKey(
                        house.id().tenantId(),
                        agent.agentId(),
                        agent.keyId(),
                        agent.key().publicKey()));
        UUID command = UUID.randomUUID();
        Lamp signed = new Lamp(event -> agent.sign(house.id(), event));
        for (int i = 0; i < 2; i++) {
            Decision<Switched, Boolean> decision = house.decide(LAMP, signed, true, Retry.never(), command);
            assertThat(decision.receipt().orElseThrow().lastSequence()).isEqualTo(1);
            assertThat(decision.receipt().orElseThrow().duplicates()).isEqualTo(i);
        }
        assertThat(store.all(house.id()))
                .singleElement()
                .satisfies(event -> assertThat(event.event().authorship()).isInstanceOf(Authorship.Signed.class));
    }

    @Test
    void a_decision_whose_events_were_erased_is_not_made_again() {
        UUID command = UUID.randomUUID();
        house.decide(LAMP, new Lamp(), true, Retry.never(), command);
        house.erase(LAMP, "dpo", "request 17");
        assertThat(house.decide(LAMP, new Lamp(), true, Retry.never(), command))
                .isEqualTo(new Decision<>(List.<Switched>of(), false, 1, Optional.empty()));
        assertThat(house.head()).isEqualTo(2);
        assertThat(house.decide(LAMP, new Lamp(), true, Retry.never()).version())
                .isEqualTo(2);
    }

    @Test
    void a_command_id_that_others_have_used_up_is_no_decision() {
        UUID command = UUID.randomUUID();
        house.append(Samples.order("o-1").commandId(command).build());
        assertThatThrownBy(() -> house.decide(LAMP, new Lamp(), true, Retry.onConflict(5), command))
                .isInstanceOf(EventsRejectedException.class)
                .hasMessageContaining("duplicate_command_id");
    }

    @Test
    void only_conflicts_are_tried_again() {
        int[] sent = {0};
        Lamp bad = new Lamp(event -> {
            sent[0]++;
            return event.toBuilder().createdAt("yesterday").build();
        });
        assertThatThrownBy(() -> house.decide(LAMP, bad, true, Retry.onConflict(5)))
                .isInstanceOf(EventsRejectedException.class)
                .hasMessageContaining("schema_validation: created_at");
        assertThat(sent[0]).isEqualTo(1);
    }

    @Test
    void states_are_given_in_the_order_of_the_entities() {
        List<EntityRef> order = List.of(new EntityRef("lamp", "z"), new EntityRef("lamp", "a"), LAMP);
        JointDecider<Boolean, Switched, Boolean> all = new JointDecider<>() {
            @Override
            public EventTypes<Switched> types() {
                return TYPES;
            }

            @Override
            public Boolean initial(EntityRef entity) {
                return false;
            }

            @Override
            public List<EntityEvent<Switched>> decide(Boolean on, Map<EntityRef, Boolean> states) {
                assertThat(states.keySet()).containsExactlyElementsOf(order);
                return states.keySet().stream()
                        .map(entity -> new EntityEvent<>(entity, new Switched(on)))
                        .toList();
            }

            @Override
            public Boolean evolve(Boolean isOn, Switched event) {
                return event.on();
            }
        };
        JointDecision<Switched, Boolean> decision = house.decide(new LinkedHashSet<>(order), all, true, Retry.never());
        assertThat(decision.entities().values()).containsOnly(new Loaded<>(true, 1));
        assertThat(decision.receipt().orElseThrow().accepted()).isEqualTo(3);
        assertThatThrownBy(() -> decision.state(new EntityRef("lamp", "other")))
                .hasMessage("the decision was not on lamp/other");
        assertThatThrownBy(() -> house.decide(Set.of(), all, true, Retry.never()))
                .hasMessage("entities is empty");
    }

    @Test
    void a_negative_version_is_refused() {
        assertThatThrownBy(() -> ExpectedVersion.of(-1)).hasMessage("version -1 is negative");
    }
}
