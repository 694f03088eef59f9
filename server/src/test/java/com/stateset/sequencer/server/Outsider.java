package com.stateset.sequencer.server;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.http.RemoteLog;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.VerifierKey;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who knows a stream's name and asks a server for the rest: its key from {@code GET /sequencer}, events whose leaves are
 * recomputed, the log's files. Signatures are checked by the JDK.
 */
final class Outsider {

    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final StreamId stream;
    private final SequencerClient client;
    private final SequencerInfo sequencer;

    Outsider(TestServer server, StreamId stream) {
        this.stream = stream;
        this.client = SequencerClient.to(URI.create(server.url()), TestServer.KEY);
        this.sequencer = client.sequencer();
    }

    static Outsider of(TestServer server) {
        return new Outsider(server, new StreamId(UUID.fromString(Sent.TENANT), UUID.fromString(Sent.STORE)));
    }

    SequencerClient client() {
        return client;
    }

    StreamId stream() {
        return stream;
    }

    RemoteLog log() {
        return client.log(stream);
    }

    /** The stream's origin, made as PROTOCOL sections 3 and 6 say. */
    String origin() {
        byte[] named = ByteBuffer.allocate(13 + 32)
                .put("VES_STREAM_V1".getBytes(StandardCharsets.US_ASCII))
                .putLong(stream.tenantId().getMostSignificantBits())
                .putLong(stream.tenantId().getLeastSignificantBits())
                .putLong(stream.storeId().getMostSignificantBits())
                .putLong(stream.storeId().getLeastSignificantBits())
                .array();
        try {
            byte[] id = MessageDigest.getInstance("SHA-256").digest(named);
            return sequencer.logs().value() + "/" + HexFormat.of().formatHex(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String headsOrigin() {
        return sequencer.logs().value() + "/heads";
    }

    SignedCheckpoint read(String note) {
        return read(note, origin());
    }

    SignedCheckpoint read(String note, String origin) {
        return reader(origin).read(note.getBytes(StandardCharsets.UTF_8), origin);
    }

    CheckpointReader reader(String origin) {
        byte[] key = HexFormat.of().parseHex(String.valueOf(sequencer.publicKey()));
        return new CheckpointReader(Outsider::verify, List.of(VerifierKey.ofLog(origin, key)));
    }

    /** The checkpoint of the log of heads, once there is one. */
    SignedCheckpoint awaitHeads() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Optional<byte[]> note = client.headsLog().checkpoint();
        while (note.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            note = client.headsLog().checkpoint();
        }
        return reader(headsOrigin()).read(note.orElseThrow(), headsOrigin());
    }

    /** The record hashes of the stream's events, recomputed from what they say. */
    List<Hash> records() {
        return client.events(stream, 1, 1000, false).events().stream()
                .map(WireEvent::toSequencedEvent)
                .map(event -> LogHashes.record(event.leafHash()))
                .toList();
    }

    private static boolean verify(byte[] key, byte[] message, byte[] signature) {
        byte[] encoded = ByteBuffer.allocate(X509_PREFIX.length + key.length)
                .put(X509_PREFIX)
                .put(key)
                .array();
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
