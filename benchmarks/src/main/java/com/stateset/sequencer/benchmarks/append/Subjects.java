package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.database.BenchmarkDatabase;
import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The subjects of one case, ours first, on tables that are made for them and go with them. */
final class Subjects implements AutoCloseable {

    private final List<Subject> all = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();

    private Subjects() {}

    /**
     * Opens the subjects on PostgreSQL.
     *
     * @param form how the bare ones send their rows, where the case leaves that open
     */
    static Subjects onPostgres(AppendCase asked, BenchmarkDatabase database, BareForm form, EntityMix mix, long seed)
            throws SQLException, IOException {
        Subjects subjects = new Subjects();
        try {
            subjects.resources.add(database::close);
            PostgresEventStore store = PostgresEventStore.connect(database.url());
            subjects.add(SequencerSubject.on(store, asked.load(), new AppendWorkload(seed, mix)));
            database.createBareTables();
            for (AppendCase.Bare bare : asked.bare(form)) {
                subjects.add(new BareSubject(database, bare.load(), bare.form(), new AppendWorkload(seed, mix)));
            }
            return subjects;
        } catch (SQLException | IOException | RuntimeException e) {
            subjects.close();
            throw e;
        }
    }

    /** Opens a sequencer whose callers ask for signed heads and proofs, and one whose callers do not. */
    static Subjects onHeads(AppendCase asked, BenchmarkDatabase database, long seed) throws SQLException, IOException {
        Subjects subjects = new Subjects();
        try {
            subjects.resources.add(database::close);
            for (boolean proven : new boolean[] {true, false}) {
                subjects.add(SequencerSubject.signing(
                        PostgresEventStore.connect(database.url()),
                        asked.load(),
                        new AppendWorkload(seed, EntityMix.MIXED),
                        proven));
            }
            return subjects;
        } catch (RuntimeException e) {
            subjects.close();
            throw e;
        }
    }

    /** Opens a sequencer each for events under conditions, with tags, and without. */
    static Subjects onTags(AppendCase asked, BenchmarkDatabase database, long seed) throws SQLException, IOException {
        Subjects subjects = new Subjects();
        try {
            subjects.resources.add(database::close);
            for (TaggedSubject.Kind kind : TaggedSubject.Kind.values()) {
                subjects.add(new TaggedSubject(
                        kind,
                        PostgresEventStore.connect(database.url()),
                        asked.load(),
                        new AppendWorkload(seed, EntityMix.MIXED)));
            }
            return subjects;
        } catch (RuntimeException e) {
            subjects.close();
            throw e;
        }
    }

    /** Opens the subjects on SQLite, with files in a temporary folder. */
    static Subjects onSqlite(AppendCase asked, EntityMix mix, long seed) throws SQLException, IOException {
        Subjects subjects = new Subjects();
        try {
            Path folder = Files.createTempDirectory("sequencer-benchmark");
            subjects.resources.add(() -> delete(folder));
            SqliteEventStore store = SqliteEventStore.open(folder.resolve("ours.db"));
            subjects.add(SequencerSubject.on(store, asked.load(), new AppendWorkload(seed, mix)));
            subjects.add(new BareSqlite(folder.resolve("bare.db"), asked.load(), new AppendWorkload(seed, mix)));
            return subjects;
        } catch (SQLException | IOException | RuntimeException e) {
            subjects.close();
            throw e;
        }
    }

    /** Opens an outbox and its tables bare, with files in a temporary folder. */
    static Subjects onOutboxes(OutboxBenchmarkCase asked, long seed) throws SQLException, IOException {
        Subjects subjects = new Subjects();
        try {
            Path folder = Files.createTempDirectory("sequencer-benchmark");
            subjects.resources.add(() -> delete(folder));
            subjects.add(
                    new OutboxSubject(folder.resolve("ours.db"), asked, new AppendWorkload(seed, EntityMix.MIXED)));
            subjects.add(new BareOutbox(folder.resolve("bare.db"), asked, new AppendWorkload(seed, EntityMix.MIXED)));
            return subjects;
        } catch (SQLException | IOException | RuntimeException e) {
            subjects.close();
            throw e;
        }
    }

    List<Subject> all() {
        return all;
    }

    /** Closes what was opened last first. */
    @Override
    public void close() throws SQLException, IOException {
        for (int i = resources.size() - 1; i >= 0; i--) {
            resources.get(i).close();
        }
    }

    private void add(Subject subject) {
        all.add(subject);
        resources.add(subject::close);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private interface Resource {
        void close() throws SQLException, IOException;
    }
}
