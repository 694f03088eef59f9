package com.stateset.sequencer.benchmarks.micro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.stateset.sequencer.benchmarks.figure.Effort;
import com.stateset.sequencer.benchmarks.figure.Figure;
import com.stateset.sequencer.benchmarks.figure.Question;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;
import com.stateset.sequencer.benchmarks.turns.OneCaller;
import com.stateset.sequencer.benchmarks.turns.Run;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.merkle.MerkleRootBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What is asked about the processor alone. The JMH benchmarks beside this tell more, garbage included. */
public final class MicroQuestions {

    private static final int PAYLOAD = 360;
    private static final int REPEATED = 100;
    private static final int NODE_LENGTH = "VES_NODE_V1".length() + 2 * Hash.LENGTH;

    private MicroQuestions() {}

    /** All of them. */
    public static List<Question> all() {
        return List.of(
                new Question("json.360B", MicroQuestions::json),
                new Question("merkle.root.1M", MicroQuestions::merkleRoot));
    }

    private static Figure json(String name, Effort effort) throws Exception {
        byte[] payload = Payloads.order(PAYLOAD).getBytes(StandardCharsets.UTF_8);
        JsonFactory factory = new JsonFactory();
        List<MeasuredSubject> measured = Run.duel(
                effort.schedule(),
                effort.seed(),
                new OneCaller("ours", REPEATED, () -> {
                    for (int i = 0; i < REPEATED; i++) {
                        require(CanonicalJson.parse(payload).length());
                    }
                }),
                new OneCaller("Jackson finds the tokens", REPEATED, () -> {
                    for (int i = 0; i < REPEATED; i++) {
                        require(tokens(factory, payload));
                    }
                }));
        return Figure.ofRate(name, "payloads/s", measured.get(0), measured.get(1), "Canonical form of 360 bytes");
    }

    private static int tokens(JsonFactory factory, byte[] payload) throws IOException {
        int tokens = 0;
        try (JsonParser parser = factory.createParser(payload)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    private static Figure merkleRoot(String name, Effort effort) throws Exception {
        int count = effort.events();
        byte[] leaves = new byte[count * Hash.LENGTH];
        new Random(effort.seed()).nextBytes(leaves);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] node = new byte[NODE_LENGTH];
        byte[] digest = new byte[Hash.LENGTH];
        List<MeasuredSubject> measured = Run.duel(
                effort.schedule(),
                effort.seed(),
                new OneCaller("ours", count, () -> {
                    MerkleRootBuilder builder = new MerkleRootBuilder();
                    builder.add(leaves, 0, count);
                    require(builder.root().toHex().length());
                }),
                new OneCaller(
                        "as many bare digests of a node's length", count, () -> digests(count, sha256, node, digest)));
        return Figure.ofRate(
                name,
                "leaves/s",
                measured.get(0),
                measured.get(1),
                String.format(Locale.ROOT, "The root of %,d leaves, streamed", count));
    }

    private static void digests(int count, MessageDigest sha256, byte[] node, byte[] digest) throws DigestException {
        for (int i = 1; i < count; i++) {
            sha256.update(node, 0, NODE_LENGTH);
            sha256.digest(digest, 0, Hash.LENGTH);
        }
        require(digest.length);
    }

    private static void require(int made) {
        if (made == 0) {
            throw new IllegalStateException("nothing was made");
        }
    }
}
