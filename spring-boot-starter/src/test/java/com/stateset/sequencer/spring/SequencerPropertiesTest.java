package com.stateset.sequencer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionOptions;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SequencerPropertiesTest {

    @Test
    void a_projection_has_its_own_settings_over_those_of_all() {
        SequencerProperties properties = bound(Map.of(
                "sequencer.projections.defaults.threads", "2",
                "sequencer.projections.defaults.on-failure", "park",
                "sequencer.projections.each.order_totals.threads", "4",
                "sequencer.projections.each.order_totals.lease", "30s"));
        ProjectionOptions others = properties.projections().options("others");
        ProjectionOptions totals = properties.projections().options("order_totals");
        assertThat(others).isEqualTo(ProjectionOptions.defaults().threads(2).failures(FailurePolicy.park()));
        assertThat(totals).isEqualTo(others.threads(4).lease(Duration.ofSeconds(30)));
    }

    @Test
    void entities_are_held_back_where_events_are_parked() {
        SequencerProperties properties = bound(Map.of(
                "sequencer.projections.defaults.on-failure", "park",
                "sequencer.projections.defaults.hold-entities-back", "true",
                "sequencer.projections.each.free.hold-entities-back", "false",
                "sequencer.projections.each.strict.on-failure", "stop"));
        assertThat(properties.projections().options("others").failures())
                .isEqualTo(FailurePolicy.park().holdingEntitiesBack());
        assertThat(properties.projections().options("free").failures()).isEqualTo(FailurePolicy.park());
        assertThat(properties.projections().options("strict").failures()).isEqualTo(FailurePolicy.stop());
    }

    @Test
    void earlier_keys_without_a_present_one_are_refused() {
        assertThatThrownBy(() -> bound(Map.of("sequencer.earlier-signing-keys", "geheim")))
                .hasRootCauseMessage("sequencer.earlier-signing-keys were used before a present key: set"
                        + " sequencer.signing-key or sequencer.signing-key-file, too");
    }

    @Test
    void they_print_without_secrets() {
        SequencerProperties properties =
                bound(Map.of("sequencer.signing-key", "geheim", "sequencer.url", "postgres://u:geheim@h/d"));
        assertThat(properties.toString()).doesNotContain("geheim");
    }

    /** What the annotation processor has written; without it, editors know nothing of our properties. */
    @Test
    @EnabledIfSystemProperty(named = "sequencer.metadata", matches = "true")
    void each_is_described_for_editors() throws Exception {
        Map<String, String> described = new TreeMap<>();
        try (InputStream metadata =
                SequencerProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(metadata).get("properties")) {
                described.put(
                        property.get("name").asText(),
                        property.path("description").asText());
            }
        }
        assertThat(described)
                .containsKeys(
                        "sequencer.url",
                        "sequencer.tenant-id",
                        "sequencer.signing-key",
                        "sequencer.outbox.enabled",
                        "sequencer.projections.defaults.threads",
                        "sequencer.health.max-projection-lag")
                .allSatisfy(
                        (name, description) -> assertThat(description).as(name).isNotBlank());
    }

    private static SequencerProperties bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("sequencer", SequencerProperties.class);
    }
}
