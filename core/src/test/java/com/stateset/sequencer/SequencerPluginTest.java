package com.stateset.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SequencerPluginTest {

    private final List<String> told = new ArrayList<>();
    private final MemoryStore store = new MemoryStore();

    @Test
    void plugins_start_in_order_and_close_with_the_sequencer() {
        Sequencer sequencer = Sequencer.builder()
                .store(store)
                .with(plugin("first"))
                .with(plugin("second"))
                .build();
        assertThat(told).containsExactly("first starts", "second starts");
        sequencer.close();
        assertThat(told).containsExactly("first starts", "second starts", "first closes", "second closes");
    }

    @Test
    void a_plugin_that_does_not_start_lets_none_run() {
        SequencerBuilder builder = Sequencer.builder()
                .store(store)
                .with(plugin("first"))
                .with((events, heads) -> {
                    throw new IllegalStateException("not today");
                });
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");
        assertThat(told).containsExactly("first starts", "first closes");
    }

    @Test
    void a_plugin_gets_the_sequencers_store() {
        try (Sequencer sequencer = Sequencer.builder()
                .store(store)
                .with((events, heads) -> {
                    assertThat(events.as(MemoryStore.class)).containsSame(store);
                    return () -> told.add("closed");
                })
                .build()) {
            assertThat(sequencer.feed()).isNotNull();
        }
        assertThat(told).containsExactly("closed");
    }

    @Test
    void a_plugin_that_is_not_well_fails_the_ping() {
        AtomicBoolean well = new AtomicBoolean(true);
        try (Sequencer sequencer = Sequencer.builder()
                .store(store)
                .with(plugin("first"))
                .with((events, heads) -> new Sick(well))
                .build()) {
            sequencer.ping();
            well.set(false);
            assertThatThrownBy(sequencer::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("no table");
        }
    }

    private record Sick(AtomicBoolean well) implements SequencerPlugin.Started {

        @Override
        public void ping() {
            if (!well.get()) {
                throw new StoreUnavailableException("no table", null);
            }
        }

        @Override
        public void close() {}
    }

    private SequencerPlugin plugin(String name) {
        return (events, heads) -> {
            told.add(name + " starts");
            return () -> told.add(name + " closes");
        };
    }
}
