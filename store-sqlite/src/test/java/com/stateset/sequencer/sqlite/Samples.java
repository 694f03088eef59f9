package com.stateset.sequencer.sqlite;

import static com.stateset.sequencer.tck.EventBuilder.event;

import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.StateRoot;
import com.stateset.sequencer.proof.Commitment;
import com.stateset.sequencer.spi.AdmittedEvent;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the tests append, and a way to a file behind the store's back. */
public final class Samples {

    public static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    public static final UUID AGENT = new UUID(5, 6);

    private Samples() {}

    public static AdmittedEvent candidate() {
        return event(STREAM).candidate();
    }

    /** A candidate of {@link #AGENT} that claims to be signed; stores do not check signatures. */
    public static AdmittedEvent signedCandidate(long keyId) {
        return event(STREAM).agent(AGENT).signedBy(keyId).candidate();
    }

    public static AgentKey key(long keyId) {
        return new AgentKey(STREAM.tenantId(), AGENT, keyId, publicKey((int) keyId));
    }

    public static Ed25519PublicKey publicKey(int number) {
        return Ed25519PublicKey.of(bytes(number));
    }

    /** What became of the only event of a batch: {@code accepted}, {@code duplicate} or the reason of its rejection. */
    public static String said(AppendResult appended) {
        Outcome outcome = appended.outcomes().get(0);
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.rejection().reason();
        }
        return outcome instanceof Outcome.Accepted ? "accepted" : "duplicate";
    }

    /** A commitment that continues a chain which ends at {@code start - 1}. */
    public static Commitment commitment(long start, long end, Hash prevStateRoot) {
        Hash merkleRoot = Hash.of(bytes((int) end));
        return new Commitment(
                UUID.randomUUID(),
                STREAM,
                0,
                start,
                end,
                merkleRoot,
                prevStateRoot,
                StateRoot.of(VesHashes.stream(STREAM), prevStateRoot, merkleRoot, start, end),
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                0,
                null);
    }

    /** The bytes of a key or a hash, told from others by a number. */
    public static byte[] bytes(int number) {
        return ByteBuffer.allocate(Hash.LENGTH).putInt(number).array();
    }

    public static AppendResult append(EventStore store, AdmittedEvent... candidates) {
        return store.append(batch(candidates)).get(0);
    }

    public static List<AppendBatch> batch(AdmittedEvent... candidates) {
        return List.of(new AppendBatch(STREAM, List.of(candidates), 0));
    }

    public static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    public static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = connect(file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
