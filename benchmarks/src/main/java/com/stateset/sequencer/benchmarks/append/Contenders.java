package com.stateset.sequencer.benchmarks.append;

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

/** The contenders of one case, ours first, on tables that are made for them and go with them. */
final class Contenders implements AutoCloseable {

    private final List<Contender> all = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();

    private Contenders() {}

    /**
     * Opens the contenders on PostgreSQL.
     *
     * @param form how the bare ones send their rows, where the case leaves that open
     */
    static Contenders onPostgres(AppendCase asked, BenchmarkDatabase database, BareForm form, EntityMix mix, long seed)
            throws SQLException, IOException {
        Contenders contenders = new Contenders();
        try {
            contenders.resources.add(database::close);
            PostgresEventStore store = PostgresEventStore.connect(database.url());
            contenders.add(new SequencerContender(store, asked.load(), new Workload(seed, mix)));
            database.createBareTables();
            for (AppendCase.Bare bare : asked.bare(form)) {
                contenders.add(new BareContender(database, bare.load(), bare.form(), new Workload(seed, mix)));
            }
            return contenders;
        } catch (SQLException | IOException | RuntimeException e) {
            contenders.close();
            throw e;
        }
    }

    /** Opens the contenders on SQLite, with files in a temporary folder. */
    static Contenders onSqlite(AppendCase asked, EntityMix mix, long seed) throws SQLException, IOException {
        Contenders contenders = new Contenders();
        try {
            Path folder = Files.createTempDirectory("sequencer-benchmark");
            contenders.resources.add(() -> delete(folder));
            SqliteEventStore store = SqliteEventStore.open(folder.resolve("ours.db"));
            contenders.add(new SequencerContender(store, asked.load(), new Workload(seed, mix)));
            contenders.add(new BareSqlite(folder.resolve("bare.db"), asked.load(), new Workload(seed, mix)));
            return contenders;
        } catch (SQLException | IOException | RuntimeException e) {
            contenders.close();
            throw e;
        }
    }

    /** Opens an outbox and its tables bare, with files in a temporary folder. */
    static Contenders onOutboxes(OutboxCase asked, long seed) throws SQLException, IOException {
        Contenders contenders = new Contenders();
        try {
            Path folder = Files.createTempDirectory("sequencer-benchmark");
            contenders.resources.add(() -> delete(folder));
            contenders.add(new OutboxContender(folder.resolve("ours.db"), asked, new Workload(seed, EntityMix.MIXED)));
            contenders.add(new BareOutbox(folder.resolve("bare.db"), asked, new Workload(seed, EntityMix.MIXED)));
            return contenders;
        } catch (SQLException | IOException | RuntimeException e) {
            contenders.close();
            throw e;
        }
    }

    List<Contender> all() {
        return all;
    }

    /** Closes what was opened last first. */
    @Override
    public void close() throws SQLException, IOException {
        for (int i = resources.size() - 1; i >= 0; i--) {
            resources.get(i).close();
        }
    }

    private void add(Contender contender) {
        all.add(contender);
        resources.add(contender::close);
    }

    private static void delete(Path folder) throws IOException {
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
