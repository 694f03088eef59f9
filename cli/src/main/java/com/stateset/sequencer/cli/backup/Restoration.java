package com.stateset.sequencer.cli.backup;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.files.FileNames;
import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.cli.source.SigningKeys;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteBackup;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A backup on its way into a data directory, in a file beside the database that is there. Closing removes that file, unless it was put in
 * place. For one thread.
 */
final class Restoration implements AutoCloseable {

    private static final String DRAFT = ".restoring";
    private static final List<String> SIDE_FILES = List.of("", "-wal", "-shm", "-journal");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path database;
    private final Path draft;
    private final EventStore store;

    private Restoration(Path database, Path draft, EventStore store) {
        this.database = database;
        this.draft = draft;
        this.store = store;
    }

    /**
     * Copies a backup beside a database, which need not be there, and opens it; an older version's is brought up to date.
     *
     * @throws StoreFailedException if the backup is not whole, or not an event store's
     * @throws IOException if the directory cannot be written to
     */
    static Restoration begin(Path backup, Path database) throws IOException {
        Path draft = beside(database, DRAFT);
        delete(draft);
        OwnerOnly.createFile(draft);
        try {
            ShownCopy.make("restore", backup, draft);
            return new Restoration(database, draft, SqliteEventStore.open(draft));
        } catch (RuntimeException e) {
            delete(draft);
            throw e;
        }
    }

    /** What was restored, to be audited. */
    EventStore store() {
        return store;
    }

    /** Returns what the database in place has, and the backup does not; empty if there is no database. */
    List<String> missing() {
        if (!Files.exists(database)) {
            requireNoLog();
            return List.of();
        }
        try {
            return IssuedNumbers.missing(SqliteBackup.tips(database), store);
        } catch (StoreFailedException e) {
            throw new StoreFailedException(
                    "the database that is there cannot be read, so that it cannot be said which numbers it has issued: "
                            + e.getMessage() + ". If it is lost, move it away, and its -wal with it, and keep both",
                    e);
        }
    }

    /** A log without its database: what is in it is not known. */
    private void requireNoLog() {
        Path log = beside(database, "-wal");
        if (Files.exists(log)) {
            throw new StoreFailedException(
                    log + " is there without its database: the last events may be in it alone. Put " + database
                            + " back beside it, or move it away",
                    null);
        }
    }

    /**
     * Writes into the backup that it was restored, while it is not in place: so its audit log tells of it just if it is done.
     *
     * @param atHand keys, of which the one that the server signs with signs these entries, too
     * @return why nothing is written: it would be in the clear beside encrypted payloads, or unsigned behind signed entries, which every
     *     later audit would take for damage
     */
    Optional<String> writeDown(AuditDeed deed, PayloadEncryption payloads, List<SigningKey> atHand) {
        if (payloads.mode() == PayloadEncryption.Mode.DISABLED
                && store.allStreams().anyMatch(this::isEncrypted)) {
            return Optional.of("payloads are encrypted, and PAYLOAD_ENCRYPTION_KEY is not set");
        }
        Optional<SigningKey> signer = SigningKeys.current(store, atHand);
        if (signer.isEmpty() && SigningKeys.mustSign(store, StreamId.auditLogOf(deed.tenantId()))) {
            return Optional.of("its entries are signed, and the key that signs them is not at hand: set"
                    + " VES_SEQUENCER_SIGNING_KEY when you restore, to have it told");
        }
        SequencerBuilder builder =
                Sequencer.builder().store(SqliteEventStore.open(draft)).payloadEncryption(payloads);
        signer.ifPresent(builder::signingKey);
        try (Sequencer sequencer = builder.build()) {
            return sequencer.auditLog().perform(deed, Optional::empty);
        }
    }

    private boolean isEncrypted(StreamId stream) {
        return store.read(stream, ReadOptions.forwardsFrom(store.head(stream)).limit(1)).events().stream()
                .anyMatch(event -> event.event().payload() instanceof Payload.Encrypted);
    }

    /** What became of the database that was in place. */
    record Outcome(Optional<Path> replaced, List<String> refusal) {}

    /**
     * Puts the backup in the database's place. That is held meanwhile: what it has is looked at once more, and kept under another name.
     *
     * @param acceptMissing whether to do so although the database has what the backup has not
     * @return the other name; or why it was not done
     * @throws java.nio.file.FileAlreadyExistsException if there was no database, and now there is one
     */
    Outcome finish(boolean acceptMissing) throws IOException {
        if (!Files.exists(database)) {
            store.close();
            Files.createLink(database, draft);
            FileNames.force(database);
            return new Outcome(Optional.empty(), List.of());
        }
        try (SqliteBackup.Held held = SqliteBackup.hold(database)) {
            List<String> missing = IssuedNumbers.missing(held.tips(), store);
            if (!missing.isEmpty() && !acceptMissing) {
                return new Outcome(Optional.empty(), missing);
            }
            store.close();
            Path aside = beside(database, ".replaced-" + MOMENT.format(Instant.now()));
            Files.createLink(aside, database);
            Files.move(draft, database, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            FileNames.force(database);
            return new Outcome(Optional.of(aside), List.of());
        }
    }

    @Override
    public void close() {
        store.close();
        try {
            delete(draft);
        } catch (IOException e) {
            throw new StartException(draft + " cannot be deleted.", e);
        }
    }

    private static void delete(Path draft) throws IOException {
        for (String ending : SIDE_FILES) {
            Files.deleteIfExists(beside(draft, ending));
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
