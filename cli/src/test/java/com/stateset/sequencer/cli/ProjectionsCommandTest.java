package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.projections.OrderTotals;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.ProjectionBuild.Role;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunners;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionsCommandTest {

    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID STORE = UUID.randomUUID();
    private static final ProjectionOptions PARKING =
            ProjectionOptions.defaults().failures(FailurePolicy.park().attempts(1));

    @TempDir
    private Path directory;

    @BeforeEach
    void fillStream() {
        try (Sequencer sequencer = open()) {
            sequencer.stream(TENANT, STORE)
                    .append(
                            event("order", "o-1", "order.placed", "{\"customer\":\"ada\",\"units\":2,\"total\":19.98}"),
                            event("item", "horses", "inventory.counted", "{\"on_hand\":3}"));
        }
    }

    @Test
    void projections_are_run_listed_rebuilt_and_reset() {
        assertThat(projections("list").out()).isEqualTo("there are no projections\n");
        CommandRun run = projections("run");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(projections("list").out().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("version 1, live: 2 of 2 events (100.0 %) in 1 streams, 0 parked"));
        CommandRun rebuild = projections("rebuild", "order_totals");
        assertThat(rebuild.exitCode()).as(rebuild.err()).isZero();
        assertThat(projections("status", "order_totals").out())
                .as("two events, and that it was rebuilt")
                .startsWith("order_totals version 1, live: 4 of 4 events (100.0 %) in 2 streams");
        assertThat(projections("reset", "order_totals").out()).isEqualTo("order_totals is empty\n");
        assertThat(projections("status", "order_totals").out()).contains("0 of 6 events (0.0 %)");
        assertThat(projections("status", "nothing").exitCode()).isEqualTo(3);
        assertThat(projections("status", "nothing").err()).isEqualTo("projections: there is no projection nothing\n");
    }

    @Test
    void a_row_that_is_not_what_its_events_make_of_it_is_named() {
        assertThat(projections("run", "order_totals").exitCode()).isZero();
        assertThat(verify("order_totals").out()).isEqualTo("order_totals is what its events make of it\n");
        Jdbi.create("jdbc:sqlite:" + directory.resolve("events.db"))
                .useHandle(handle -> handle.execute("update p1_order_totals set paid_cents = 1"));
        CommandRun verify = verify("order_totals");
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.out()).startsWith("table order_totals, ").contains("o-1", "paid_cents=1", "paid_cents=0");
    }

    @Test
    void what_cannot_be_verified_is_said_in_a_sentence() {
        CommandRun absent = verify("inventory");
        assertThat(absent.exitCode()).isEqualTo(3);
        assertThat(absent.err()).isEqualTo("verify-projection: there is no projection inventory\n");
        CommandRun unknown = verify("nothing");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("there is no example projection nothing");
    }

    @Test
    void parked_events_are_listed_tried_again_and_given_up() throws InterruptedException {
        ProjectionRunners runners = ProjectionRunners.of(new OrderTotals(), PARKING);
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.open(directory.resolve("events.db")))
                .with(runners)
                .build()) {
            sequencer.stream(TENANT, STORE).append(event("order", "o-9", "order.paid", "{\"amount\":1}"));
            assertThat(runners.projections()
                            .awaitApplied(
                                    "order_totals",
                                    sequencer.stream(TENANT, STORE).id(),
                                    3,
                                    Duration.ofMinutes(1)))
                    .isTrue();
        }
        assertThat(projections("parked", "order_totals").out())
                .isEqualTo("event 3 of stream " + TENANT + "/" + STORE
                        + ", order/o-9, 1 attempt(s): java.lang.IllegalStateException: there is no order o-9\n");
        assertThat(projections("parked", "order_totals", "--retry").out()).isEqualTo("1 event(s) are tried again\n");
        assertThat(projections("parked", "order_totals", "--discard").exitCode())
                .isEqualTo(2);
        CommandRun partial = projections("parked", "order_totals", "--retry", "--sequence", "3");
        assertThat(partial.exitCode()).isEqualTo(2);
        assertThat(partial.err()).startsWith("to say which one takes all of --tenant, --store and --sequence");
        CommandRun both = projections("parked", "order_totals", "--retry", "--discard");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).startsWith("say either --retry or --discard");
        CommandRun discard = projections(
                "parked",
                "order_totals",
                "--discard",
                "--tenant",
                TENANT.toString(),
                "--store",
                STORE.toString(),
                "--sequence",
                "3");
        assertThat(discard.out()).as(discard.err()).isEqualTo("given up\n");
        assertThat(projections("parked", "order_totals").out()).isEmpty();
        String user = " by command_line " + System.getProperty("user.name");
        assertThat(audited(TENANT))
                .isEqualTo("done parked_event.discarded projection order_totals" + user
                        + " {\"sequence_number\":3,\"store_id\":\"" + STORE + "\"}");
        assertThat(audited(AuditDeed.SERVER))
                .isEqualTo("done parked_event.retried projection order_totals" + user + " {\"events\":1}");
    }

    @Test
    void what_commands_audit_is_signed_where_the_key_is_at_hand() throws IOException {
        SigningKey key = SigningKey.generate();
        try (EventStore store = SqliteEventStore.open(directory.resolve("events.db"))) {
            assertThat(store.identity().keyVersion(key.publicKey())).isEqualTo(1);
        }
        assertThat(projections("run", "order_totals").exitCode()).isZero();

        CommandRun unsigned = projections("reset", "order_totals");
        assertThat(unsigned.err()).contains("The key " + key.publicKey(), "is not at hand");
        assertThat(auditKeyVersions()).containsExactly(0, 0);

        Files.writeString(
                directory.resolve("sequencer-signing-key"), HexFormat.of().formatHex(key.toSeed()));
        CommandRun signed = projections("reset", "order_totals");
        assertThat(signed.err()).isEmpty();
        assertThat(auditKeyVersions()).containsExactly(0, 0, 1, 1);

        Files.delete(directory.resolve("sequencer-signing-key"));
        CommandRun refused = projections("reset", "order_totals");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("It was not done. Set VES_SEQUENCER_SIGNING_KEY");
        assertThat(auditKeyVersions()).containsExactly(0, 0, 1, 1);
    }

    private List<Integer> auditKeyVersions() {
        return Jdbi.create("jdbc:sqlite:" + directory.resolve("events.db"))
                .withHandle(handle -> handle.createQuery("select sequencer_key_version from events"
                                + " where entity_type = 'projection' order by sequence_number")
                        .mapTo(Integer.class)
                        .list());
    }

    private String audited(UUID tenant) {
        return CommandRun.of("audit-log", "--tenant", tenant.toString(), "--data", directory.toString())
                .out()
                .replaceFirst("^\\S+ ", "")
                .strip();
    }

    @Test
    void a_new_version_takes_over_on_demand_unless_it_is_behind() {
        assertThat(projections("run", "order_totals").exitCode()).isZero();
        CommandRun none = projections("promote", "order_totals");
        assertThat(none.exitCode()).isEqualTo(3);
        assertThat(none.err()).contains("nothing is built beside the projection order_totals");
        addBuild(2, Role.NEXT);
        CommandRun behind = projections("promote", "order_totals");
        assertThat(behind.exitCode()).isEqualTo(1);
        assertThat(behind.out()).isEqualTo("not yet: it is behind, or being read; try again\n");
    }

    @Test
    void a_check_that_was_broken_off_delays_no_later_one() {
        assertThat(projections("run", "order_totals").exitCode()).isZero();
        addBuild(1, Role.CHECK);
        CommandRun run = projections("run", "order_totals");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(verify("order_totals").out()).isEqualTo("order_totals is what its events make of it\n");
        assertThat(projections("list").out().lines()).hasSize(1);
    }

    @Test
    void an_older_version_than_the_live_one_is_not_waited_for() {
        addBuild(2, Role.LIVE);
        CommandRun run = projections("run", "order_totals");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .endsWith("projections: another version of the projection order_totals is live than version 1, the only"
                        + " one that can be run from here\n");
    }

    private void addBuild(int version, Role role) {
        try (SqliteEventStore store = SqliteEventStore.open(directory.resolve("events.db"))) {
            assertThat(store.projections()
                            .add("order_totals", version, role, new OrderTotals().tables())
                            .role())
                    .isEqualTo(role);
        }
    }

    private CommandRun projections(String... arguments) {
        return CommandRun.of(
                Stream.of(Stream.of("projections"), Stream.of(arguments), Stream.of("--data", directory.toString()))
                        .flatMap(some -> some)
                        .toArray(String[]::new));
    }

    private CommandRun verify(String name) {
        return CommandRun.of("verify-projection", name, "--data", directory.toString());
    }

    private Sequencer open() {
        return Sequencer.builder()
                .store(SqliteEventStore.open(directory.resolve("events.db")))
                .build();
    }

    private static NewEvent event(String entityType, String entityId, String eventType, String payload) {
        return NewEvent.builder()
                .entity(entityType, entityId)
                .eventType(eventType)
                .payload(payload)
                .createdAt("2026-03-02T09:00:00Z")
                .sourceAgent(UUID.randomUUID())
                .build();
    }
}
