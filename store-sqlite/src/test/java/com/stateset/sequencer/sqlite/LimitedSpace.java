package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.sqlite.write.WriteSession;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A place for an event file that a test can fill up, and free again. */
interface LimitedSpace extends AutoCloseable {

    SqliteEventStore open();

    void fill() throws SQLException;

    void free() throws IOException, SQLException;

    @Override
    void close() throws IOException;

    /** A file that SQLite does not let grow: works everywhere. For one store and one thread. */
    final class CappedFile implements LimitedSpace {

        private final Path folder;
        private @Nullable Connection writer;
        private boolean full;

        CappedFile(Path folder) {
            this.folder = folder;
        }

        @Override
        public SqliteEventStore open() {
            return SqliteEventStore.open(
                    folder.resolve("events.db"), Clock.systemUTC(), Duration.ofSeconds(5), this::session);
        }

        private WriteSession session(Connection connection) throws SQLException {
            writer = connection;
            limit();
            return WriteSession.on(connection);
        }

        /** The limit is never below what the file has: SQLite takes that instead. */
        private void limit() throws SQLException {
            if (writer == null || writer.isClosed()) {
                return;
            }
            try (Statement statement = writer.createStatement()) {
                statement.execute("pragma max_page_count = " + (full ? 1 : 1_000_000));
            }
        }

        @Override
        public void fill() throws SQLException {
            full = true;
            limit();
        }

        @Override
        public void free() throws SQLException {
            full = false;
            limit();
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "a file that may not grow";
        }
    }

    /** A small file system of its own, which only root can mount. */
    final class SmallFileSystem implements LimitedSpace {

        private final Path folder;

        private SmallFileSystem(Path folder) {
            this.folder = folder;
        }

        /** Whether this machine lets a test mount one. */
        static boolean isPossible(Path folder) {
            return mount(folder) && run("umount", folder.toString());
        }

        static SmallFileSystem at(Path folder) throws IOException {
            if (!mount(folder)) {
                throw new IOException("cannot mount a file system at " + folder);
            }
            return new SmallFileSystem(folder);
        }

        private static boolean mount(Path folder) {
            return run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.toString());
        }

        @Override
        public SqliteEventStore open() {
            return SqliteEventStore.open(folder.resolve("events.db"));
        }

        @Override
        public void fill() {
            try (OutputStream out = Files.newOutputStream(folder.resolve("rest"))) {
                while (true) {
                    out.write(new byte[4096]);
                }
            } catch (IOException e) {
                // It is full.
            }
        }

        @Override
        public void free() throws IOException {
            Files.delete(folder.resolve("rest"));
        }

        @Override
        public void close() throws IOException {
            if (!run("umount", folder.toString())) {
                throw new IOException("cannot unmount " + folder);
            }
        }

        private static boolean run(String... command) {
            try {
                Process process = new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public String toString() {
            return "a file system of 3 MB";
        }
    }
}
