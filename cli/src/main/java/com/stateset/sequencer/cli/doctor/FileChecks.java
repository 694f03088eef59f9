package com.stateset.sequencer.cli.doctor;

import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.cli.source.StoreOptions;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.sqlite.SqliteBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Looks at the files of a server on SQLite, without opening a store: what is wrong with them is to be said, not to be put right. */
final class FileChecks {

    private static final long MIB = 1L << 20;
    private static final long LEAST_ROOM = 100 * MIB;
    private static final long LARGE_LOG = 256 * MIB;

    private final StoreConfig.Embedded store;
    private final Path database;

    FileChecks(StoreConfig.Embedded store) {
        this.store = store;
        this.database = StoreOptions.file(store);
    }

    /** Returns what was found. If one is a failure, the store had better not be opened. */
    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(rights());
        findings.add(room());
        findings.add(whole());
        if (findings.get(findings.size() - 1).level() != Finding.Level.FAIL) {
            findings.add(schema());
            findings.add(rows());
            findings.add(log());
        }
        return findings;
    }

    private Finding rights() {
        try {
            store.check();
            List<String> open = new ArrayList<>();
            try (Stream<Path> files = Files.list(store.dataDirectory())) {
                for (Path file : files.toList()) {
                    if (OwnerOnly.isOpenToOthers(file)) {
                        open.add(String.valueOf(file.getFileName()));
                    }
                }
            }
            if (!open.isEmpty() || OwnerOnly.isOpenToOthers(store.dataDirectory())) {
                return Finding.warn(
                        "rights",
                        store.dataDirectory() + " is open to other users of this machine"
                                + (open.isEmpty() ? "" : ": " + String.join(", ", open)),
                        "chmod 0700 the directory and 0600 the files; a server that starts does it");
            }
            return Files.isWritable(database) && Files.isWritable(store.dataDirectory())
                    ? Finding.ok("rights", "for its owner only, and writable")
                    : Finding.fail(
                            "rights", "this user may not write to " + database, "run it as the user that serves");
        } catch (ConfigurationException | StartException | IOException e) {
            return Finding.fail("rights", String.valueOf(e.getMessage()), "a server does not start on this");
        }
    }

    private Finding room() {
        try {
            return room(Files.getFileStore(store.dataDirectory()).getUsableSpace(), Files.size(database));
        } catch (IOException e) {
            return Finding.fail("disk", "it cannot be looked at: " + e.getMessage(), "look at the system's log");
        }
    }

    /** How it is with so many bytes free, for a database of so many. */
    static Finding room(long usable, long size) {
        String found = String.format(
                Locale.ROOT, "%,d MiB are free, the database has %,d MiB", usable / MIB, (size + MIB - 1) / MIB);
        if (usable < LEAST_ROOM) {
            return Finding.fail("disk", found, "make room: without it, appends fail with 503");
        }
        return usable < size
                ? Finding.warn("disk", found, "make room: a restore, and a backup on this disk, take as much again")
                : Finding.ok("disk", found);
    }

    private Finding whole() {
        try {
            int streams = SqliteBackup.tips(database).size();
            return Finding.ok("files", "the database has its write-ahead log, and " + streams + " streams");
        } catch (SequencerException e) {
            return Finding.fail("files", String.valueOf(e.getMessage()), "or restore a backup: see restore --help");
        }
    }

    private Finding schema() {
        SqliteBackup.SchemaVersion version = SqliteBackup.schemaVersion(database);
        String found = "version " + version.found() + " of " + version.newest();
        return version.found() < version.newest()
                ? Finding.warn("schema", found, "serve brings it up to date when it starts, and so does migrate")
                : Finding.ok("schema", found);
    }

    private Finding rows() {
        List<String> wrong = SqliteBackup.miscounted(database);
        return wrong.isEmpty()
                ? Finding.ok("heads", "each stream has as many events as its head says")
                : Finding.fail("heads", String.join("; ", wrong), "restore a backup: events are missing");
    }

    private Finding log() {
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        try {
            long size = Files.exists(log) ? Files.size(log) : 0;
            String found = String.format(Locale.ROOT, "the write-ahead log has %,d MiB", (size + MIB - 1) / MIB);
            return size > LARGE_LOG
                    ? Finding.warn(
                            "log",
                            found,
                            "something reads for long and keeps it from being copied into the database: a backup, or a program"
                                    + " that hangs")
                    : Finding.ok("log", found);
        } catch (IOException e) {
            return Finding.warn("log", "it cannot be looked at: " + e.getMessage(), "look again");
        }
    }
}
