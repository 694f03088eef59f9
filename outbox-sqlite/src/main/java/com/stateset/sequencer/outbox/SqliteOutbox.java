package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.outbox.connection.AppendWatch;
import com.stateset.sequencer.outbox.connection.JoinedTransaction;
import com.stateset.sequencer.outbox.connection.OutboxDatabase;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.OutboxStatus;
import com.stateset.sequencer.sync.Replica;
import com.stateset.sequencer.sync.Subscription;
import com.stateset.sequencer.sync.SyncJournal;
import com.stateset.sequencer.sync.author.EventAuthor;
import com.stateset.sequencer.sync.author.WrittenEvents;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An outbox in a SQLite file: one of its own, or the application's.
 *
 * <pre>{@code
 * try (SqliteOutbox outbox = SqliteOutbox.open(file, new OutboxProfile(stream, agentId).keyId(1), signer)) {
 *     outbox.append(event);
 * }
 * }</pre>
 *
 * <p>In the application's own file, an event can join the application's transaction, so that a change and
 * its event are stored together or not at all: {@link #append(Connection, List, BaseVersions)}. The
 * outbox's tables all begin with {@code sequencer_}. Opening makes the file a write-ahead one.
 *
 * <p>Other processes may open the same file at the same time, on a local disk, not over a network.
 *
 * <p><b>Durability.</b> What {@link #append} returned is on the disk. What was appended in a transaction
 * of the application is so when that commits, and is sent afterwards.
 *
 * <p><b>Thread-safety.</b> All methods may be called by several threads at once. Appends take turns;
 * reading does not wait for them. Signing is done before the turn begins, and goes on during it.
 */
public final class SqliteOutbox implements Outbox {

    private static final Duration WRITER_TIMEOUT = Duration.ofSeconds(5);

    private final OutboxDatabase database;
    private final OutboxTables tables;
    private final @Nullable AgentSigner signer;
    private final EventAuthor author;
    private final SyncJournal journal;
    private final Replica replica;
    private final AppendWatch watch;

    SqliteOutbox(OutboxDatabase database, OutboxTables tables, @Nullable AgentSigner signer) {
        this.database = database;
        this.tables = tables;
        this.signer = signer;
        OutboxProfile profile = tables.profile();
        this.author = new EventAuthor(profile.stream(), profile.agentId(), signer);
        this.journal = new SqliteJournal(database, tables, Clock.systemUTC());
        this.replica = new SqliteReplica(database, tables);
        this.watch = new AppendWatch(() -> database.read(session -> new HeadTable(session).lastPosition()));
    }

    /**
     * Reads what a file says of the outbox in it, without opening it as one; empty if there is no file, or no outbox in it.
     *
     * @throws StoreFailedException if the file is no database, or is damaged, or was written by a newer
     *     version of this library
     * @throws com.stateset.sequencer.error.StoreUnavailableException if the file cannot be read just now
     */
    public static Optional<OutboxFacts> inspect(Path path) {
        return OutboxOpening.inspect(path);
    }

    /**
     * Opens an outbox, and creates it, and its file, if there is none. The key id and the server that the
     * profile names are kept.
     *
     * @param path the file; its folder must exist
     * @param signer the agent's key, for which the profile names the key id; null if the agent's events are
     *     not signed, or none are to be appended
     * @throws com.stateset.sequencer.error.KeyUnusableException if the signer has another key than the one that the key id
     *     stands for
     * @throws StoreFailedException if the folder does not exist or may not be written to, the file is no
     *     database, is another stream's or agent's outbox, or was written by a newer version of this
     *     library
     * @throws com.stateset.sequencer.error.StoreUnavailableException if another process holds the file for
     *     too long
     */
    public static SqliteOutbox open(Path path, OutboxProfile profile, @Nullable AgentSigner signer) {
        return open(path, profile, signer, WRITER_TIMEOUT);
    }

    /**
     * Opens an outbox whose payloads are encrypted in the file, or are to be from now on: with {@link Mode#OPTIONAL} those that come in,
     * with {@link Mode#REQUIRED} all of them. Outside of the file everything is clear. Otherwise like {@link #open(Path, OutboxProfile,
     * AgentSigner)}.
     *
     * @throws StoreFailedException also if the file holds payloads in the clear where all are required to be encrypted: {@link
     *     #encryptPayloads} does that; or if its payloads are encrypted and {@code encryption} is disabled
     */
    public static SqliteOutbox open(
            Path path, OutboxProfile profile, @Nullable AgentSigner signer, PayloadEncryption encryption) {
        return new OutboxOpening(path, new PayloadSeal(encryption), WRITER_TIMEOUT).as(profile, signer);
    }

    /**
     * Opens an outbox that is there, and changes neither its key id nor its server: for programs that were not told them, and must not
     * undo what another process changes at this moment.
     *
     * @param signers returns the agent's key for the profile that the file holds; null if nothing is to be signed
     * @throws com.stateset.sequencer.error.KeyUnusableException as {@link #open(Path, OutboxProfile, AgentSigner)}
     * @throws StoreFailedException as {@link #open(Path, OutboxProfile, AgentSigner, PayloadEncryption)}, or if there is no outbox
     */
    public static SqliteOutbox reopen(
            Path path, Function<OutboxProfile, @Nullable AgentSigner> signers, PayloadEncryption encryption) {
        return new OutboxOpening(path, new PayloadSeal(encryption), WRITER_TIMEOUT).asItIs(signers);
    }

    static SqliteOutbox open(Path path, OutboxProfile profile, @Nullable AgentSigner signer, Duration writerTimeout) {
        return new OutboxOpening(path, PayloadSeal.DISABLED, writerTimeout).as(profile, signer);
    }

    /**
     * Encrypts all payloads in the file with the current key: those in the clear, and those of earlier keys. Other programs may go on
     * meanwhile. At last the whole file is written anew, so that nothing of the clear payloads is left in it or in its log. Broken off,
     * it is called again.
     *
     * @param progress is called now and then with how many are encrypted
     * @return how many payloads were encrypted
     * @throws IllegalStateException if this outbox was opened without encryption
     * @throws com.stateset.sequencer.error.StoreUnavailableException if another program keeps the log from being emptied
     */
    public long encryptPayloads(LongConsumer progress) {
        if (tables.seal().level() == PayloadSeal.NONE) {
            throw new IllegalStateException("the outbox was opened without payload encryption");
        }
        return new PayloadResealing(database, tables, progress).run();
    }

    @Override
    public OutboxProfile profile() {
        return tables.profile();
    }

    @Override
    public OutboxKey key() {
        return journal.key();
    }

    @Override
    public List<LocalEvent> append(List<NewEvent> events, BaseVersions baseVersions) {
        database.read(this::requireUsableKey);
        return append(author.begin(events), baseVersions);
    }

    /**
     * Keeps events, their payloads encrypted for these recipients: also in this file nobody else can read them, this agent included unless
     * it is a recipient. Otherwise like {@link #append(List, BaseVersions)}; but to encrypt an event again makes another one of it, so
     * that its id is refused the second time.
     *
     * @throws IllegalArgumentException also if the outbox was opened without the agent's key
     */
    public List<LocalEvent> append(List<NewEvent> events, BaseVersions baseVersions, Recipients recipients) {
        database.read(this::requireUsableKey);
        return append(author.begin(events, recipients), baseVersions);
    }

    private List<LocalEvent> append(WrittenEvents written, BaseVersions baseVersions) {
        List<LocalEvent> appended = database.write(session -> appended(session, written, baseVersions));
        appended.stream().mapToLong(LocalEvent::position).max().ifPresent(watch::reached);
        return appended;
    }

    /**
     * Keeps events together with what else the application's transaction changes; they are there when it
     * commits. Otherwise like {@link #append(List, BaseVersions)}; if this throws, it has added nothing to
     * the transaction.
     *
     * <p>The connection is to this outbox's file and not in auto-commit mode. Let the transaction begin
     * with {@code BEGIN IMMEDIATE} ({@code SQLiteConfig.setTransactionMode}) if it reads before it writes:
     * SQLite refuses to write on top of what was read before another connection wrote.
     *
     * @throws IllegalStateException if the connection is in auto-commit mode, or not to this outbox's file
     * @throws com.stateset.sequencer.error.StoreUnavailableException if that was moved, deleted or replaced
     */
    public List<LocalEvent> append(Connection connection, List<NewEvent> events, BaseVersions baseVersions) {
        database.requireInPlace();
        database.read(this::requireUsableKey);
        WrittenEvents written = author.begin(events);
        return JoinedTransaction.run(connection, profile(), session -> appended(session, written, baseVersions));
    }

    /**
     * Keeps events likewise, their payloads encrypted for these recipients, as {@link #append(List, BaseVersions, Recipients)} does.
     *
     * @throws IllegalStateException if the connection is in auto-commit mode, or not to this outbox's file
     */
    public List<LocalEvent> append(
            Connection connection, List<NewEvent> events, BaseVersions baseVersions, Recipients recipients) {
        database.requireInPlace();
        database.read(this::requireUsableKey);
        WrittenEvents written = author.begin(events, recipients);
        return JoinedTransaction.run(connection, profile(), session -> appended(session, written, baseVersions));
    }

    /**
     * Keeps one event together with what else the application's transaction changes, as it is.
     *
     * @throws IllegalStateException if the connection is in auto-commit mode, or not to this outbox's
     *     file
     * @throws IllegalArgumentException if the event's id or command is another event's
     */
    public LocalEvent append(Connection connection, NewEvent event) {
        return append(connection, List.of(event), BaseVersions.AS_GIVEN).get(0);
    }

    @Override
    public Optional<LocalEvent> find(UUID eventId) {
        return journal.own(eventId);
    }

    @Override
    public List<LocalEvent> list(long after, int limit) {
        return database.read(session -> local(tables.events(session).ownAfter(after, limit)));
    }

    @Override
    public List<LocalEvent> conflicts() {
        return database.read(session -> local(tables.events(session).stuck()));
    }

    @Override
    public long entityVersion(EntityRef entity) {
        return database.read(session ->
                tables.replica(session).version(entity) + tables.events(session).ownOnTop(entity));
    }

    @Override
    public List<LocalEvent> retry(UUID eventId) {
        return resolve(resolution -> resolution.retry(eventId), session -> true);
    }

    @Override
    public List<LocalEvent> rebase(UUID eventId) {
        return resolve(resolution -> resolution.rebase(eventId), this::requireUsableKey);
    }

    @Override
    public List<LocalEvent> rebase(UUID eventId, CanonicalJson payload, long entityVersion) {
        return resolve(resolution -> resolution.rebase(eventId, payload, entityVersion), this::requireUsableKey);
    }

    @Override
    public List<LocalEvent> discard(UUID eventId) {
        return resolve(resolution -> resolution.discard(eventId), session -> true);
    }

    @Override
    public Replica replica() {
        return replica;
    }

    @Override
    public EventScope scope() {
        return journal.scope();
    }

    @Override
    public void follow(EventScope scope) {
        database.write(session -> {
            new ScopeTable(session).follow(scope);
            return true;
        });
        watch.changed();
    }

    @Override
    public OutboxStatus status() {
        return database.read(session -> session.first("""
                        select
                            pending, pending_bytes,
                            (select created_at from sequencer_outbox_events where state = 0 order by place limit 1)
                                as oldest_pending,
                            (select count(*) from sequencer_outbox_events where unanswered > 0) as sending,
                            (select count(*) from sequencer_outbox_events where state in (1, 2) and state = 1)
                                as blocked,
                            (select count(*) from sequencer_outbox_events where state in (1, 2) and state = 2)
                                as rejected,
                            (select count(*) from sequencer_outbox_events where author is not null and state <= 3)
                                as from_others,
                            accepted, from_other_devices, device_copied, scope, unseen, pulled_through, head_sequence, last_error, last_sync,
                            history_basis, history_size, checkpoint_key, checkpoint_key_told
                        from sequencer_outbox, (
                            select count(*) as pending, total(length(payload)) as pending_bytes
                            from sequencer_outbox_events indexed by sequencer_outbox_waiting where state = 0)
                        """, SqliteOutbox::status).orElseThrow());
    }

    @Override
    public SyncJournal journal() {
        return journal;
    }

    @Override
    public Subscription onAppend(Runnable listener) {
        return watch.add(listener);
    }

    @Override
    public void close() {
        watch.close();
        database.close();
    }

    private List<LocalEvent> resolve(ResolutionStep step, OutboxDatabase.Work<Boolean> precondition) {
        List<LocalEvent> result = database.write(session -> {
            precondition.in(session);
            return step.in(new ConflictResolver(tables.events(session), tables.replica(session), author));
        });
        watch.changed();
        return result;
    }

    /** Asked before anything is signed, and once more in the transaction: another process may have been told meanwhile. */
    private boolean requireUsableKey(Session session) throws SQLException {
        if (signer != null) {
            new HeadTable(session).key().require(signer.key().publicKey());
        }
        return true;
    }

    private List<LocalEvent> appended(Session session, WrittenEvents written, BaseVersions baseVersions)
            throws SQLException {
        requireUsableKey(session);
        tables.seal().requireFor(session);
        return new AppendEvents(tables.events(session), tables.replica(session), baseVersions).run(written);
    }

    private static List<LocalEvent> local(List<OutboxRow> rows) {
        return rows.stream().map(OutboxRow::toLocalEvent).toList();
    }

    private static OutboxStatus status(ResultSet row) throws SQLException {
        String oldest = row.getString("oldest_pending");
        Long lastSync = OutboxColumns.longOrNull(row, "last_sync");
        Long copied = OutboxColumns.longOrNull(row, "device_copied");
        return new OutboxStatus(
                row.getLong("pending"),
                row.getLong("pending_bytes"),
                oldest == null ? null : new CreatedAt(oldest),
                row.getLong("sending"),
                row.getLong("blocked"),
                row.getLong("rejected"),
                row.getLong("accepted"),
                row.getLong("from_other_devices"),
                row.getLong("from_others"),
                copied == null ? null : BinaryForm.instant(copied),
                ScopeTable.read(row.getString("scope")),
                row.getLong("unseen"),
                row.getLong("pulled_through"),
                row.getLong("head_sequence"),
                row.getString("last_error"),
                lastSync == null ? null : BinaryForm.instant(lastSync),
                HistoryTable.trust(row));
    }

    /** One of the ways to deal with a rejected event. */
    @FunctionalInterface
    private interface ResolutionStep {

        List<LocalEvent> in(ConflictResolver resolution) throws SQLException;
    }
}
