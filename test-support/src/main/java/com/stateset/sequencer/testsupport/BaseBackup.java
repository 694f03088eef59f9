package com.stateset.sequencer.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Copies a running server's files so that a server on the copy is its streaming replica: what {@code pg_basebackup} does, which the
 * binaries for tests lack (PostgreSQL manual, "Making a base backup using the low level API").
 */
final class BaseBackup {

    /** What is of the running server, and not of its data. */
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");

    private static final Set<String> EMPTIED = Set.of("pg_wal", "pg_replslot", "pg_notify", "pg_stat_tmp");

    private final Connection connection;
    private final Path data;
    private final int port;

    /**
     * Makes a backup.
     *
     * @param connection to the server, whose session has to last meanwhile
     * @param data its files
     * @param port where the replica is to reach it
     */
    BaseBackup(Connection connection, Path data, int port) {
        this.connection = connection;
        this.data = data;
        this.port = port;
    }

    void to(Path copy) throws IOException, SQLException {
        String slot = "r" + UUID.randomUUID().toString().replace("-", "");
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_create_physical_replication_slot('" + slot + "', true)");
            statement.execute("select pg_backup_start('replica', true)");
            copyTo(copy);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                Files.writeString(copy.resolve("backup_label"), row.getString(1));
            }
        }
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\nprimary_slot_name = '" + slot
                        + "'\n",
                StandardOpenOption.APPEND);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    }

    private void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            files.filter(file -> !file.equals(data)).filter(this::isCopied).forEach(file -> copy(file, copy));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean isCopied(Path file) {
        Path name = data.relativize(file);
        return !NOT_COPIED.contains(name.toString())
                && !(name.getNameCount() > 1 && EMPTIED.contains(name.getName(0).toString()));
    }

    /** A file that goes away meanwhile is not missed: the log of changes tells the replica so, too. */
    private void copy(Path file, Path copy) {
        try {
            Files.copy(file, copy.resolve(data.relativize(file)));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
