package com.stateset.sequencer.tck.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.replay.Fold;
import com.stateset.sequencer.replay.SnapshotCodec;
import com.stateset.sequencer.replay.Snapshots;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.Retrying;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What is derived from events is made anew after an erasure without what was erased: on plain payloads and on sealed ones. */
public abstract class ProjectionErasureContract extends ProjectionCase {

    private static final EntityRef ADA = new EntityRef("customer", "ada");
    private static final EntityRef BOB = new EntityRef("customer", "bob");
    private static final String ERASED = "(erased)";
    private static final List<PayloadEncryption> BOTH = List.of(
            PayloadEncryption.disabled(),
            PayloadEncryption.of(Mode.REQUIRED, PayloadKeyring.of(PayloadKey.of(new byte[PayloadKey.LENGTH]))));

    @Test
    void a_rebuilt_projection_never_sees_what_was_erased() {
        for (PayloadEncryption encryption : BOTH) {
            closePlace();
            makePlace();
            Sayings sayings = new Sayings();
            try (Sequencer sequencer = sequencer(encryption);
                    EventStore sealed = encryption.over(fixture().open(place().name()));
                    ProjectionRunner runner =
                            Projections.of(sealed).run(fixture().adapt(sayings), ProjectionPlace.OPTIONS)) {
                EventStream events = sequencer.stream(stream);
                say(events, ADA, BOB, ADA);
                place().awaitCaughtUp("sayings");
                assertThat(place().query(Sayings.READ)).isEqualTo(rows(said(1), said(2), said(3)));

                assertThat(events.erase(ADA, "dpo", "why")).isPresent();
                say(events, ADA);
                place().awaitCaughtUp("sayings");
                sayings.seen.clear();
                long before = place().status("sayings").build().id();
                place().projections().rebuild("sayings");
                Retrying.await(
                        "the new build",
                        LIMIT,
                        () -> place().projections().status("sayings").stream()
                                .allMatch(status -> status.build().id() != before && status.lag() == 0));

                assertThat(place().query(Sayings.READ).subList(0, 3)).isEqualTo(rows(ERASED, said(2), ERASED));
                assertThat(place().query(Sayings.READ).get(4).get(1)).isEqualTo(said(5));
                assertThat(sayings.seen).contains(ERASED, said(2), said(5)).doesNotContain(said(1), said(3));
                assertThat(runner).isNotNull();
            }
        }
    }

    @Test
    void a_fold_with_snapshots_forgets_what_was_erased() {
        Fold<String> fold = Fold.of(() -> "", (before, event) -> before + text(event) + ";");
        for (PayloadEncryption encryption : BOTH) {
            closePlace();
            makePlace();
            try (Sequencer sequencer = sequencer(encryption)) {
                EventStream events = sequencer.stream(stream);
                Snapshots<String> snapshots =
                        new Snapshots<>("said", 1, SnapshotCodec.json(String.class), sequencer.snapshots(), 1);
                say(events, ADA, BOB, ADA);
                String whole = said(1) + ";" + said(2) + ";" + said(3) + ";";
                assertThat(events.replay().stateAt(3, fold, snapshots)).isEqualTo(whole);
                assertThat(events.replay().stateOf(ADA, 2, fold, snapshots)).isEqualTo(said(1) + ";" + said(3) + ";");

                assertThat(events.erase(ADA, "dpo", "why")).isPresent();

                for (int i = 0; i < 2; i++) {
                    assertThat(events.replay().stateAt(3, fold, snapshots))
                            .isEqualTo(ERASED + ";" + said(2) + ";" + ERASED + ";");
                    assertThat(events.replay().stateOf(ADA, 2, fold, snapshots)).isEqualTo(ERASED + ";" + ERASED + ";");
                }
            }
        }
    }

    private Sequencer sequencer(PayloadEncryption encryption) {
        return Sequencer.builder()
                .store(fixture().open(place().name()))
                .payloadEncryption(encryption)
                .build();
    }

    /** Each event says its own number. */
    private void say(EventStream events, EntityRef... entities) {
        for (EntityRef entity : entities) {
            events.append(NewEvent.builder()
                            .entity(entity.type(), entity.id())
                            .eventType("customer.said")
                            .payload(said(events.head() + 1))
                            .build())
                    .orThrow();
        }
    }

    private static String said(long number) {
        return "{\"said\":\"word " + number + "\"}";
    }

    private static List<List<String>> rows(String... said) {
        return List.of(List.of("1", said[0]), List.of("2", said[1]), List.of("3", said[2]));
    }

    private static String text(SequencedEvent event) {
        return event.event().payload() instanceof Payload.Clear clear
                ? clear.json().toString()
                : ERASED;
    }

    /** What each event says; and, for the test, what was seen. */
    private static final class Sayings implements ProjectionUnderTest {

        private static final String READ = "select sequence_number, said from sayings order by sequence_number";

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public String name() {
            return "sayings";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<ProjectionTable> tables() {
            return List.of(ProjectionTable.of(
                            "sayings", "sequence_number bigint not null, said text not null", "sequence_number")
                    .acrossStreams());
        }

        @Override
        public void apply(SequencedEvent event, ProjectionSql sql) {
            seen.add(text(event));
            sql.execute(
                    String.format(
                            Locale.ROOT, "insert into %s (sequence_number, said) values (?, ?)", sql.table("sayings")),
                    event.sequenceNumber(),
                    text(event));
        }
    }
}
