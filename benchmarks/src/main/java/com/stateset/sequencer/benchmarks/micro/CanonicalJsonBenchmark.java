package com.stateset.sequencer.benchmarks.micro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.stateset.sequencer.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to bring a payload into canonical form, beside merely walking over its tokens?
 *
 * <pre>
 *   java -jar benchmarks/target/benchmarks.jar jmh CanonicalJsonBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CanonicalJsonBenchmark {

    /** The payload's size in bytes, about. */
    @Param({"360", "2400"})
    public int size;

    private final JsonFactory subject = new JsonFactory();
    private byte[] payload;

    /** Made by JMH. */
    public CanonicalJsonBenchmark() {}

    /** Makes an order with as many lines as make the size. */
    @Setup
    public void makePayload() {
        payload = Payloads.order(size).getBytes(StandardCharsets.UTF_8);
    }

    /** Ours: strict parsing, members in order, shortest numbers, fewest escapes. */
    @Benchmark
    public CanonicalJson canonical() {
        return CanonicalJson.parse(payload);
    }

    /** The limit: Jackson finds the tokens, and nothing is done with them. */
    @Benchmark
    public int tokensOnly() throws IOException {
        int tokens = 0;
        try (JsonParser parser = subject.createParser(payload)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens += token.id();
            }
        }
        return tokens;
    }
}
