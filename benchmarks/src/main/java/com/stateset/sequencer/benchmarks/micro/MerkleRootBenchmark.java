package com.stateset.sequencer.benchmarks.micro;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.MerkleRootBuilder;
import com.stateset.sequencer.merkle.MerkleTree;
import com.stateset.sequencer.merkle.TiledTreeBuilder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does the root of a million leaves cost, beside as many digests over messages of a node's length?
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar jmh MerkleRootBenchmark -prof gc
 * </pre>
 *
 * <p>With the profiler, {@code gc.alloc.rate.norm} divided by a million is bytes per node: a tree in memory holds 64 per
 * leaf, a tiled one hands over 32, a streamed one nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MerkleRootBenchmark {

    private static final int LEAVES = 1_000_000;
    private static final int NODE_LENGTH = "VES_NODE_V1".length() + 2 * Hash.LENGTH;

    private final byte[] node = new byte[NODE_LENGTH];
    private final byte[] digest = new byte[Hash.LENGTH];
    private byte[] leaves;
    private MessageDigest sha256;
    private ForkJoinPool oneThread;

    /** Made by JMH. */
    public MerkleRootBenchmark() {}

    /** Makes the leaves, and a pool that keeps a tree on one thread. */
    @Setup
    public void makeLeaves() throws NoSuchAlgorithmException {
        leaves = new byte[LEAVES * Hash.LENGTH];
        new Random(1).nextBytes(leaves);
        sha256 = MessageDigest.getInstance("SHA-256");
        oneThread = new ForkJoinPool(1);
    }

    /** Ends the pool. */
    @TearDown
    public void closePool() {
        oneThread.shutdown();
    }

    /** Ours: every node kept in memory, on one thread. */
    @Benchmark
    public Hash treeOnOneThread() {
        return oneThread.submit(() -> MerkleTree.ofPacked(leaves).root()).join();
    }

    /** Ours: every node kept in memory, on all cores. */
    @Benchmark
    public Hash treeOnAllCores() {
        return MerkleTree.ofPacked(leaves).root();
    }

    /** Ours: one node per height kept. */
    @Benchmark
    public Hash streamed() {
        MerkleRootBuilder builder = new MerkleRootBuilder();
        builder.add(leaves, 0, LEAVES);
        return builder.root();
    }

    /** Ours: cut into tiles that are handed over. */
    @Benchmark
    public Hash tiled(Blackhole consumer) {
        TiledTreeBuilder builder = new TiledTreeBuilder(consumer::consume);
        builder.add(leaves, 0, LEAVES);
        return builder.finish();
    }

    /** The limit on one thread: a digest per node, with one reused {@code MessageDigest} and nothing to gather. */
    @Benchmark
    public byte[] bareDigests() throws DigestException {
        for (int i = 1; i < LEAVES; i++) {
            sha256.update(node, 0, NODE_LENGTH);
            sha256.digest(digest, 0, Hash.LENGTH);
        }
        return digest;
    }
}
