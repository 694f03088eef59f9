package com.stateset.sequencer.benchmarks.micro;

import com.stateset.sequencer.event.Authorship;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do an event's signing hash and leaf hash cost, beside SHA-256 over as many bytes that need not be gathered first?
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar jmh EventHashBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventHashBenchmark {

    private static final int UUID_BYTES = 16;
    private static final int COUNT_BYTES = 4;

    private final byte[] digest = new byte[Hash.LENGTH];
    private Event event;
    private MessageDigest sha256;
    private byte[] signingInput;
    private byte[] leafInput;
    private long sequenceNumber;

    /** Made by JMH. */
    public EventHashBenchmark() {}

    /** Makes an unsigned event, and inputs of the lengths that PROTOCOL section 3 gives its two hashes. */
    @Setup
    public void makeEvent() throws NoSuchAlgorithmException {
        CanonicalJson payload = CanonicalJson.parse(Payloads.order(360));
        event = new Event(
                new StreamId(new UUID(1, 2), new UUID(3, 4)),
                new UUID(5, 6),
                null,
                new EntityRef("order", "ord-9k2m4x7q1a"),
                "order.placed",
                new CreatedAt("2026-03-01T08:00:01.234567Z"),
                new UUID(7, 8),
                null,
                Payload.clear(payload),
                PayloadHashes.of(payload),
                new Authorship.Unsigned());
        sha256 = MessageDigest.getInstance("SHA-256");
        signingInput = new byte[signingLength(event)];
        leafInput =
                new byte["VES_LEAF_V1".length() + 2 * UUID_BYTES + Long.BYTES + Hash.LENGTH + Ed25519Signature.LENGTH];
    }

    /** Ours: fields to bytes, and both hashes. */
    @Benchmark
    public Hash signingAndLeaf() {
        Hash signing = VesHashes.signing(event);
        return VesHashes.leaf(
                event.stream(), sequenceNumber++, signing, event.authorship().signature());
    }

    /** The limit: both digests over as many bytes, with one reused {@code MessageDigest}. */
    @Benchmark
    public byte[] bareDigests() throws DigestException {
        sha256.update(signingInput, 0, signingInput.length);
        sha256.digest(digest, 0, digest.length);
        sha256.update(leafInput, 0, leafInput.length);
        sha256.digest(digest, 0, digest.length);
        return digest;
    }

    /** Domain, version, tenant, store, event, agent, key, four counted texts, payload kind, and two hashes. */
    private static int signingLength(Event event) {
        int texts = event.entity().type().length()
                + event.entity().id().length()
                + event.eventType().length()
                + event.createdAt().text().length();
        return "VES_EVENTSIG_V1".length()
                + 3 * Integer.BYTES
                + 4 * UUID_BYTES
                + 4 * COUNT_BYTES
                + texts
                + 2 * Hash.LENGTH;
    }
}
