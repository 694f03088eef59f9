package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.connection.OutboxDatabase;
import com.stateset.sequencer.outbox.connection.OutboxSchema;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sqlite.support.SqliteFile;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens an outbox's file: schema, owner, key and seal. Immutable.
 *
 * <p><b>What must hold when an outbox is open.</b> The file has the owner that was named, or had none. The key id stands for one key: the
 * first that was used with it, unless the server's directory has shown another; a signer with another key is refused. A file whose
 * payloads are sealed is not used without their keys, and one with clear payloads not as if they were all sealed.
 *
 * <p><b>What can race.</b> Another process may create the outbox, change its key or its seal between the look at the file and the
 * transaction that writes. So what is found to fit by a read fits, since nearly every opening finds it so and then need not wait for a
 * writer; everything else is looked at again in that transaction. An opening that names no profile changes neither key id nor server:
 * it cannot undo what another process has just changed.
 *
 * @param path the file
 * @param seal how payloads are kept
 * @param writerTimeout how long to wait for another process that writes
 */
record OutboxOpening(Path path, PayloadSeal seal, Duration writerTimeout) {

    /** Reads what a file says without opening it as an outbox; empty if there is none, or no outbox in it. */
    static Optional<OutboxFacts> inspect(Path path) {
        SqliteFile file = SqliteFile.at(path, OutboxSchema.SCHEMA);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (Connection connection = file.openReader()) {
            OutboxSchema.SCHEMA.requireOurs(connection, file);
            return OutboxSchema.SCHEMA.isPresent(connection)
                    ? OutboxFacts.of(new HeadTable(new Session(connection)))
                    : Optional.empty();
        } catch (SQLException | RuntimeException e) {
            throw OutboxSchema.FAILURES.opening(file.toString(), e);
        }
    }

    /** Opens it for an owner, whose key id and server are kept. */
    SqliteOutbox as(OutboxProfile profile, @Nullable AgentSigner signer) {
        requireKeyId(profile, signer);
        return open((file, database) -> {
            if (!database.read(session -> isClaimed(session, profile, signer))) {
                database.write(session -> claim(session, file, profile, signer));
            }
            return new SqliteOutbox(database, new OutboxTables(profile, seal), signer);
        });
    }

    /** Opens it for the owner that it has. */
    SqliteOutbox asItIs(Function<OutboxProfile, @Nullable AgentSigner> signers) {
        return open((file, database) -> {
            OutboxProfile profile = database.read(session -> new HeadTable(session).profile())
                    .orElseThrow(() -> new StoreFailedException("there is no outbox in " + file, null));
            AgentSigner signer = signers.apply(profile);
            requireKeyId(profile, signer);
            if (!database.read(session -> isClaimed(session, profile, signer))) {
                database.write(session -> complete(session, file, signer));
            }
            return new SqliteOutbox(database, new OutboxTables(profile, seal), signer);
        });
    }

    /** Whatever the step finds wrong, the file is not left open: a refused opening holds no lock. */
    private SqliteOutbox open(Step step) {
        SqliteFile file = SqliteFile.at(path, OutboxSchema.SCHEMA);
        OutboxDatabase database = migrated(file);
        try {
            return step.in(file, database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Brings the schema up to date before anything is read by it; the connection is the database's from then on, or closed. */
    private OutboxDatabase migrated(SqliteFile file) {
        try {
            Connection connection = file.openWriter();
            try {
                OutboxSchema.SCHEMA.migrate(connection);
                return new OutboxDatabase(file, connection, writerTimeout);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw OutboxSchema.FAILURES.opening(file.toString(), e);
        }
    }

    /** Whether all is as this opening wants it, so that it need not write: owner, key, and whether payloads are sealed. */
    private boolean isClaimed(Session session, OutboxProfile profile, @Nullable AgentSigner signer)
            throws SQLException {
        HeadTable head = new HeadTable(session);
        return head.profile().equals(Optional.of(profile))
                && (signer == null
                        || Objects.equals(head.key().publicKey(), signer.key().publicKey()))
                && (seal.level() == PayloadSeal.NONE) == (head.sealed() == PayloadSeal.NONE);
    }

    private boolean claim(Session session, SqliteFile file, OutboxProfile profile, @Nullable AgentSigner signer)
            throws SQLException {
        HeadTable head = new HeadTable(session);
        Optional<OutboxProfile> known = head.profile();
        if (known.isEmpty()) {
            head.create(profile);
        } else if (isSameOwner(known.get(), profile)) {
            head.update(profile);
        } else {
            throw new StoreFailedException(
                    file + " is the outbox of agent " + known.get().agentId() + " for stream " + known.get().stream(),
                    null);
        }
        return complete(session, file, signer);
    }

    private boolean complete(Session session, SqliteFile file, @Nullable AgentSigner signer) throws SQLException {
        HeadTable head = new HeadTable(session);
        if (signer != null) {
            pin(session, head, signer);
        }
        seal.requireFor(session);
        if (head.sealed() == PayloadSeal.NONE && seal.level() != PayloadSeal.NONE) {
            if (seal.level() == PayloadSeal.ALL && head.hasPayloads()) {
                throw new StoreFailedException(
                        "the payloads in " + file
                                + " are in the clear; they must be encrypted before it is said that all are",
                        null);
            }
            head.sealed(seal.level());
        }
        return true;
    }

    /** A file from before keys were kept may know the key from the server's directory. */
    private static void pin(Session session, HeadTable head, AgentSigner signer) throws SQLException {
        Ed25519PublicKey shown =
                new PinTable(session).agentKeys(signer.agentId()).get(signer.keyId());
        head.pin(shown != null ? shown : signer.key().publicKey());
        OutboxKey key = head.key();
        new OutboxKey(key.agentId(), key.keyId(), key.publicKey(), null)
                .require(signer.key().publicKey());
    }

    private static boolean isSameOwner(OutboxProfile known, OutboxProfile profile) {
        return known.stream().equals(profile.stream()) && known.agentId().equals(profile.agentId());
    }

    private static void requireKeyId(OutboxProfile profile, @Nullable AgentSigner signer) {
        if (signer != null && signer.keyId() != profile.keyId()) {
            throw new IllegalArgumentException(
                    "the signer has key " + signer.keyId() + ", the profile names key " + profile.keyId());
        }
    }

    /** What comes after the schema is up to date; if it throws, the file is closed. */
    @FunctionalInterface
    private interface Step {

        SqliteOutbox in(SqliteFile file, OutboxDatabase database);
    }
}
