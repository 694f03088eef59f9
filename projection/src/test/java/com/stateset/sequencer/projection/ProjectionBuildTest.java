package com.stateset.sequencer.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionBuildTest {

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    @Test
    void pauses_double_up_to_the_longest() {
        FailurePolicy policy = FailurePolicy.stop().pauses(Duration.ofMillis(100), Duration.ofMillis(500));
        assertThat(policy.pauseAfter(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(policy.pauseAfter(2)).isEqualTo(Duration.ofMillis(200));
        assertThat(policy.pauseAfter(3)).isEqualTo(Duration.ofMillis(400));
        assertThat(policy.pauseAfter(4)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.pauseAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void only_parked_events_hold_others_back() {
        assertThatThrownBy(() -> FailurePolicy.stop().holdingEntitiesBack())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only parked events hold others back");
    }

    @Test
    void names_that_would_need_quotes_in_sql_are_refused() {
        for (String name : List.of("", "Orders", "1st", "a-b", "a b", "x".repeat(41), "o'brien")) {
            assertThatThrownBy(() -> ProjectionTable.of(name, "id text not null", "id"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'" + name + "' cannot name a table: ");
        }
        assertThatThrownBy(() -> ProjectionTable.of("orders", "id text not null"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table orders has no key");
        assertThatThrownBy(() -> build(0, ProjectionBuild.Role.LIVE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the version of projection orders is 0, below 1");
    }

    @Test
    void a_key_begins_with_the_stream_or_the_table_mixes_streams() {
        String columns = "tenant_id text not null, store_id text not null, id text not null";
        ProjectionTable.of("orders", columns, "tenant_id", "store_id").requireApart("p");
        ProjectionTable.perStream("orders", "id text not null", "id").requireApart("p");
        ProjectionTable.of("orders", columns, "id").acrossStreams().requireApart("p");
        for (String key :
                List.of("id tenant_id store_id", "store_id tenant_id id", "tenant_id id store_id", "tenant_id")) {
            List<String> names = List.of(key.split(" ", -1));
            ProjectionTable table = new ProjectionTable("orders", columns, names, List.of(), false);
            assertThatThrownBy(() -> table.requireApart("p"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("its key " + names + " does not begin with tenant_id and store_id");
        }
    }

    @Test
    void the_time_left_is_told_of_what_is_built_beside_the_live_one() {
        ProjectionStatus next = status(ProjectionBuild.Role.NEXT, 250);
        assertThat(next.progress()).isEqualTo(0.25);
        assertThat(next.lag()).isEqualTo(750);
        assertThat(next.timeLeft()).contains(Duration.ofSeconds(30));
        assertThat(status(ProjectionBuild.Role.NEXT, 0).timeLeft()).isEmpty();
        assertThat(status(ProjectionBuild.Role.LIVE, 250).timeLeft()).isEmpty();
    }

    @Test
    void options_that_cannot_be_are_refused() {
        ProjectionOptions options = ProjectionOptions.defaults();
        assertThatThrownBy(() -> options.batchEvents(1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchEvents is 1000; it must be 1 to 999");
        assertThatThrownBy(() -> options.threads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads is 0; it must be positive");
        assertThatThrownBy(() -> options.lease(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lease is PT0.099S; it must be at least PT0.1S");
        assertThatThrownBy(() -> options.pollInterval(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pollInterval is PT0S; it must be positive");
    }

    private static ProjectionStatus status(ProjectionBuild.Role role, long applied) {
        return new ProjectionStatus(build(1, role), 1, 1000, applied, 0, List.of(), 1, START.plusSeconds(10));
    }

    private static ProjectionBuild build(int version, ProjectionBuild.Role role) {
        return new ProjectionBuild(1, "orders", version, role, START, List.of());
    }
}
