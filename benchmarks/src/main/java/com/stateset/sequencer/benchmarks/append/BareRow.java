package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.workload.AppendWorkload.Sample;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A row for the bare tables, complete but for its sequence number.
 *
 * @param offset where it stands in its batch, from 1
 * @param sample the event
 * @param payloadHash 32 random bytes
 * @param plainHash 32 random bytes
 * @param leafHash 32 random bytes
 */
record BareRow(long offset, Sample sample, Hash payloadHash, Hash plainHash, Hash leafHash) {

    static List<BareRow> batch(List<Sample> samples, SplittableRandom random) {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new BareRow(i + 1, samples.get(i), hash(random), hash(random), hash(random)))
                .toList();
    }

    private static Hash hash(SplittableRandom random) {
        byte[] bytes = new byte[Hash.LENGTH];
        random.nextBytes(bytes);
        return Hash.of(bytes);
    }
}
