package com.stateset.sequencer.benchmarks.append;

import com.stateset.sequencer.benchmarks.turns.Subject;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The limit of signed events: the same verifier over signatures that are there, on all processors, and nothing else. */
final class BareVerification implements Subject {

    private static final int BATCH = 100;

    private final AgentSigner signer;
    private final SplittableRandom random;
    private final SignatureVerifier verifier = SignatureVerifier.standard();
    private List<Signed> signed = List.of();

    BareVerification(AgentSigner signer, long seed) {
        this.signer = signer;
        this.random = new SplittableRandom(seed);
    }

    /** A hash and its signature. */
    private record Signed(Hash hash, Ed25519Signature signature) {}

    @Override
    public String name() {
        return "bare verification on all processors";
    }

    @Override
    public int callers() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public int eventsPerCall() {
        return BATCH;
    }

    /** The same signatures serve each call. */
    @Override
    public void prepare(int calls) {
        if (signed.isEmpty()) {
            signed = IntStream.range(0, BATCH).mapToObj(number -> sign()).toList();
        }
    }

    private Signed sign() {
        byte[] bytes = new byte[Hash.LENGTH];
        random.nextBytes(bytes);
        Hash hash = Hash.of(bytes);
        return new Signed(hash, signer.key().sign(hash));
    }

    @Override
    public void call(int caller, int call) {
        Ed25519PublicKey key = signer.key().publicKey();
        for (Signed each : signed) {
            if (!verifier.verify(key, each.hash(), each.signature())) {
                throw new IllegalStateException("a good signature is refused");
            }
        }
    }

    @Override
    public void close() {}
}
