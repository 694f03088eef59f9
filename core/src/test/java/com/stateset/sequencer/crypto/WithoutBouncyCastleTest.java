package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.encryption.X25519PublicKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** This library beside itself, loaded a second time from a class path that lacks Bouncy Castle's jar: both must say the same. */
class WithoutBouncyCastleTest {

    @Test
    void keys_signatures_and_verdicts_are_the_same() throws Exception {
        assertThat(withoutBouncyCastle(Everything.class)).isEqualTo(new Everything().call());
    }

    @Test
    void encryption_says_what_it_needs() throws Exception {
        String needs = "end-to-end encryption (HPKE) needs Bouncy Castle, which is not there:"
                + " add org.bouncycastle:bcprov-jdk18on to the application";
        assertThat(withoutBouncyCastle(Encryption.class)).containsExactly(needs, needs);
        assertThat(new Encryption().call()).containsExactly("a key", "a key");
    }

    @Test
    void the_verifier_that_is_asked_for_by_name_says_so_too() throws Exception {
        assertThat(withoutBouncyCastle(ByName.class))
                .containsExactly("this verifier needs Bouncy Castle, which is not there:"
                        + " add org.bouncycastle:bcprov-jdk18on to the application");
    }

    /** Runs a class of this test in a library that has only the JDK. */
    private static List<String> withoutBouncyCastle(Class<? extends Callable<List<String>>> task) throws Exception {
        return OtherClassPath.run(
                OtherClassPath.entries()
                        .filter(entry -> !entry.getFileName().toString().startsWith("bcprov")),
                task);
    }

    /** All edge cases, and keys, hashes, texts and signatures of every tenth bit altered. */
    public static final class Everything implements Callable<List<String>> {

        private final List<String> results = new ArrayList<>();

        /** For the other loader. */
        public Everything() {}

        @Override
        public List<String> call() {
            SignatureVerifier.standard().selfTest();
            for (EdgeCase edge : EdgeCase.ALL) {
                judge(edge.key(), edge.message(), edge.signature());
                results.add(PublicKeyCheck.problem(edge.key()).toString());
            }
            Random random = new Random(14);
            for (int i = 0; i < 5; i++) {
                byte[] seed = new byte[SigningKey.SEED_LENGTH];
                random.nextBytes(seed);
                sign(SigningKey.ofSeed(seed), Hash.of(seed));
            }
            return results;
        }

        private void sign(SigningKey key, Hash hash) {
            Ed25519Signature signature = key.sign(hash);
            results.add(key + " " + signature);
            judge(key.publicKey(), hash, signature);
            for (int bit = 0; bit < 8 * Ed25519Signature.LENGTH; bit += 10) {
                byte[] altered = signature.toByteArray();
                altered[bit / 8] ^= (byte) (1 << (bit % 8));
                judge(key.publicKey(), hash, Ed25519Signature.of(altered));
            }
            byte[] text = "a checkpoint".getBytes(StandardCharsets.UTF_8);
            Ed25519Signature ofText = key.signText(text);
            results.add(ofText + " " + SignatureVerifier.verifyText(key.publicKey(), text, ofText)
                    + SignatureVerifier.verifyText(key.publicKey(), text, signature));
        }

        private void judge(Ed25519PublicKey key, Hash hash, Ed25519Signature signature) {
            results.add(String.valueOf(SignatureVerifier.standard().verify(key, hash, signature)));
        }
    }

    /** An encryption key of either kind, or why there is none. */
    public static final class Encryption implements Callable<List<String>> {

        /** For the other loader. */
        public Encryption() {}

        @Override
        public List<String> call() {
            return List.of(
                    outcome(() -> X25519PrivateKey.generate().publicKey()),
                    outcome(() -> X25519PublicKey.parse("09" + "00".repeat(31))));
        }

        private static String outcome(Callable<X25519PublicKey> key) {
            try {
                key.call();
                return "a key";
            } catch (Exception e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    /** The verifier by its name, or why there is none. */
    public static final class ByName implements Callable<List<String>> {

        /** For the other loader. */
        public ByName() {}

        @Override
        public List<String> call() {
            try {
                return List.of(SignatureVerifier.bouncyCastle().toString());
            } catch (IllegalStateException e) {
                return List.of(String.valueOf(e.getMessage()));
            }
        }
    }
}
