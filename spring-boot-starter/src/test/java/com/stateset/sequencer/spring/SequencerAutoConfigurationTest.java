package com.stateset.sequencer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SequencerAutoConfigurationTest {

    @TempDir
    private Path folder;

    @Test
    void beans_are_there_and_close_with_the_context() {
        Contexts.inMemory().run(context -> {
            EventStream stream = context.getBean(EventStream.class);
            assertThat(stream.append(event("a")).lastSequence()).isEqualTo(1);
            assertThat(context).hasSingleBean(Projections.class).hasBean("sequencerHealthIndicator");
            context.close();
            assertThatThrownBy(() -> stream.append(event("b"))).isInstanceOf(SequencerClosedException.class);
        });
    }

    @Test
    void a_file_is_kept_and_its_folder_made() {
        String url = "sequencer.url=sqlite:" + folder.resolve("data/events.db");
        for (int head = 1; head <= 2; head++) {
            int expected = head;
            Contexts.inMemory().withPropertyValues(url).run(context -> {
                EventStream stream = context.getBean(EventStream.class);
                assertThat(stream.append(event("a")).lastSequence()).isEqualTo(expected);
            });
        }
        assertThat(folder.resolve("data/events.db")).exists();
    }

    @Test
    void properties_reach_the_builder() throws Exception {
        SigningKey key = SigningKey.generate();
        Path file = Files.writeString(folder.resolve("key"), HexFormat.of().formatHex(key.toSeed()) + "\n");
        UUID id = UUID.randomUUID();
        Contexts.inMemory()
                .withPropertyValues(
                        "sequencer.signing-key-file=" + file,
                        "sequencer.id=" + id,
                        "sequencer.ingest.max-payload=10B",
                        "sequencer.commitments.every-events=5")
                .run(context -> {
                    Sequencer sequencer = context.getBean(Sequencer.class);
                    assertThat(sequencer.identity().id()).isEqualTo(id);
                    assertThat(sequencer.identity().publicKey()).contains(key.publicKey());
                    NewEvent large = NewEvent.builder()
                            .entity("order", "a")
                            .eventType("x")
                            .payload("{\"a\":\"0123456789\"}")
                            .build();
                    assertThat(context.getBean(EventStream.class).ingest(large).rejections())
                            .hasSize(1);
                });
    }

    @Test
    void no_place_for_the_events_is_said_in_a_sentence() {
        Contexts.bare()
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("sequencer.url")
                        .hasMessageContaining("there is no (or not exactly one) DataSource bean"));
        Contexts.bare()
                .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:sqlite::memory:"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("The DataSource bean is not PostgreSQL"));
    }

    @Test
    void half_a_stream_and_a_bad_key_are_refused_without_the_key() {
        Contexts.bare()
                .withPropertyValues("sequencer.url=sqlite::memory:", Contexts.TENANT)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("set both, or none"));
        Contexts.inMemory()
                .withPropertyValues("sequencer.signing-key=geheim")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("sequencer.signing-key: a signing key is 32 bytes")
                        .message()
                        .doesNotContain("geheim"));
    }

    @Test
    void a_misspelled_property_ends_the_start() {
        Contexts.inMemory()
                .withPropertyValues("sequencer.signing-key-fiel=key")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("sequencer.signing-key-fiel"));
    }

    @Test
    void without_ids_there_is_no_stream() {
        Contexts.bare()
                .withPropertyValues("sequencer.url=sqlite::memory:")
                .run(context ->
                        assertThat(context).hasSingleBean(Sequencer.class).doesNotHaveBean(EventStream.class));
        Contexts.inMemory()
                .withPropertyValues("sequencer.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Sequencer.class));
    }

    @Test
    void beans_of_the_application_come_first() {
        EventStore own = SqliteEventStore.inMemory();
        UUID id = UUID.randomUUID();
        Contexts.inMemory()
                .withBean(EventStore.class, () -> own)
                .withBean(SequencerBuilderCustomizer.class, () -> builder -> builder.sequencerId(id))
                .run(context -> {
                    assertThat(context.getBean(EventStore.class)).isSameAs(own);
                    assertThat(context.getBean(Sequencer.class).identity().id()).isEqualTo(id);
                });
    }

    @Test
    void meters_are_on_the_registry() {
        Contexts.inMemory()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    context.getBean(EventStream.class).append(event("a"));
                    assertThat(context.getBean(MeterRegistry.class).getMeters())
                            .anyMatch(meter -> meter.getId().getName().startsWith("sequencer."));
                });
    }

    static NewEvent event(String id) {
        return NewEvent.builder()
                .entity("order", id)
                .eventType("order.placed")
                .payload("{\"cents\":1}")
                .build();
    }
}
