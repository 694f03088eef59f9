package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Mixes the numbers of each entity's events, so that every one that is missing, out of order or there twice shows; and refuses to
 * see an event twice.
 */
final class ProjectionTally implements ProjectionUnderTest {

    static final String READ = "select store_id, entity_id, events, mix from tally order by store_id, entity_id";

    private static final long MODULUS = 1_000_000_007;

    private final String name;
    private final int version;
    private final ReadFilter events;
    private final Consumer<SequencedEvent> afterwards;

    private ProjectionTally(String name, int version, ReadFilter events, Consumer<SequencedEvent> afterwards) {
        this.name = name;
        this.version = version;
        this.events = events;
        this.afterwards = afterwards;
    }

    /** Raises nothing by itself. */
    static ProjectionTally version(int version) {
        return new ProjectionTally("tally", version, ReadFilter.ALL, event -> {});
    }

    /** The same, for some events only. */
    ProjectionTally only(ReadFilter filter) {
        return new ProjectionTally(name, version, filter, afterwards);
    }

    /** The same, but something happens, or is thrown, after each event has been written. */
    ProjectionTally disturbedBy(Consumer<SequencedEvent> disturbance) {
        return new ProjectionTally(name, version, events, disturbance);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public ReadFilter events() {
        return events;
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(
                ProjectionTable.of(
                                "tally",
                                "store_id text not null, entity_id text not null, events bigint not null, mix bigint not null",
                                "store_id",
                                "entity_id")
                        .acrossStreams()
                        .indexedBy("events"),
                ProjectionTable.of(
                                "tally_seen",
                                "store_id text not null, sequence_number bigint not null",
                                "store_id",
                                "sequence_number")
                        .acrossStreams());
    }

    @Override
    public void apply(SequencedEvent event, ProjectionSql sql) {
        String store = event.event().stream().storeId().toString();
        sql.execute(
                String.format(Locale.ROOT, """
                insert into %s as t (store_id, entity_id, events, mix)
                values (?, ?, 1, ?)
                on conflict (store_id, entity_id) do update
                set events = t.events + 1, mix = (t.mix * 31 + excluded.mix) %% %d
                """, sql.table("tally"), MODULUS),
                store,
                event.event().entity().id(),
                event.sequenceNumber() * version);
        sql.execute(
                String.format(
                        Locale.ROOT,
                        "insert into %s (store_id, sequence_number) values (?, ?)",
                        sql.table("tally_seen")),
                store,
                event.sequenceNumber());
        afterwards.accept(event);
    }

    /** What {@link #READ} returns when all of these events have been applied. */
    List<List<String>> of(Collection<SequencedEvent> applied) {
        return of(applied.stream());
    }

    /** What {@link #READ} returns when all of these events have been applied. */
    List<List<String>> of(Stream<SequencedEvent> applied) {
        Map<List<String>, long[]> rows = new TreeMap<>(
                Comparator.comparing((List<String> key) -> key.get(0)).thenComparing(key -> key.get(1)));
        applied.filter(events::matches).forEach(event -> {
            long number = event.sequenceNumber() * version;
            long[] row = rows.computeIfAbsent(
                    List.of(
                            event.event().stream().storeId().toString(),
                            event.event().entity().id()),
                    key -> new long[2]);
            row[1] = row[0] == 0 ? number : (row[1] * 31 + number) % MODULUS;
            row[0]++;
        });
        List<List<String>> text = new ArrayList<>();
        rows.forEach(
                (key, row) -> text.add(List.of(key.get(0), key.get(1), Long.toString(row[0]), Long.toString(row[1]))));
        return text;
    }

    /** A projection that keeps a tally's table, and writes otherwise. */
    interface Changed extends ProjectionUnderTest {

        ProjectionTally tally();

        @Override
        default String name() {
            return tally().name();
        }

        @Override
        default int version() {
            return tally().version();
        }

        @Override
        default List<ProjectionTable> tables() {
            return tally().tables();
        }
    }
}
