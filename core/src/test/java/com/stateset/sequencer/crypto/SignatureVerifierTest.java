package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SignatureVerifierTest {

    /** The JDK's and Corretto's are cofactorless, Bouncy Castle's is not. */
    private static final Map<String, SignatureVerifier> VERIFIERS = Map.of(
            "bouncyCastle()", SignatureVerifier.bouncyCastle(),
            "jca(SunEC)", SignatureVerifier.jca(Security.getProvider("SunEC")),
            "jca(BC)", SignatureVerifier.jca(new BouncyCastleProvider()),
            "Corretto's", CorrettoJar.library().verifier());

    @TestFactory
    Stream<DynamicTest> all_judge_every_edge_case_alike() {
        return VERIFIERS.entrySet().stream()
                .flatMap(verifier -> EdgeCase.ALL.stream()
                        .map(edge -> dynamicTest(
                                verifier.getKey() + ": " + edge.name(),
                                () -> assertThat(verifier.getValue()
                                                .verify(edge.key(), edge.message(), edge.signature()))
                                        .isEqualTo(edge.valid()))));
    }

    @Test
    void all_pass_their_own_self_test() {
        VERIFIERS.forEach(
                (name, verifier) -> assertThatCode(verifier::selfTest).as(name).doesNotThrowAnyException());
    }

    @Test
    void a_cofactored_verifier_fails_its_self_test() {
        SignatureVerifier cofactored = (key, hash, signature) ->
                Ed25519.verify(signature.toByteArray(), 0, key.toByteArray(), 0, hash.toByteArray(), 0, Hash.LENGTH);
        assertThatIllegalArgumentException()
                .isThrownBy(cofactored::selfTest)
                .withMessage("the signature verifier must refuse this edge case of Ed25519 and does not:"
                        + " R with a component of order 2");
    }

    @Test
    void a_verifier_that_accepts_nothing_fails_its_self_test() {
        SignatureVerifier none = (key, hash, signature) -> false;
        assertThatIllegalArgumentException()
                .isThrownBy(none::selfTest)
                .withMessage(
                        "the signature verifier must accept this edge case of Ed25519 and does not: an ordinary signature");
    }

    @Test
    void the_cofactored_cases_satisfy_the_cofactored_equation() {
        for (EdgeCase edge : EdgeCase.COFACTORED) {
            assertThat(Ed25519.verify(
                            edge.signature().toByteArray(),
                            0,
                            edge.key().toByteArray(),
                            0,
                            edge.message().toByteArray(),
                            0,
                            Hash.LENGTH))
                    .as(edge.name())
                    .isTrue();
        }
    }

    @Test
    void a_text_is_signed_and_never_passes_for_a_hash() {
        SigningKey key = SigningKey.generate();
        byte[] text = "log.example\n0\n".getBytes(StandardCharsets.UTF_8);
        Ed25519Signature signature = key.signText(text);
        assertThat(SignatureVerifier.verifyText(key.publicKey(), text, signature))
                .isTrue();
        text[0]++;
        assertThat(SignatureVerifier.verifyText(key.publicKey(), text, signature))
                .isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> key.signText(new byte[32]));
        assertThat(SignatureVerifier.verifyText(key.publicKey(), new byte[32], key.sign(Hash.ZERO)))
                .isFalse();
    }
}
