package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class ValidKeysTest {

    private static final int KEYS = 12_000;
    /** So many where each takes half a millisecond. */
    private static final int FEWER = 3_000;

    private static final Percentage ABOUT = Percentage.withPercentage(25);

    private final byte[] message = new byte[150];
    private final List<Signed> signed =
            Stream.generate(() -> Signed.of(message)).limit(KEYS).toList();

    @Test
    void a_key_takes_what_is_counted() {
        assertThat(bytesOfKey(BouncyCastleVerifier.INSTANCE)).isCloseTo(BouncyCastleVerifier.KEY_BYTES, ABOUT);
        assertThat(bytesOfKey(new JcaVerifier(Security.getProvider("SunEC")))).isCloseTo(JcaVerifier.KEY_BYTES, ABOUT);
        assertThat(bytesOfKey(CorrettoJar.library().verifier())).isCloseTo(JcaVerifier.KEY_BYTES, ABOUT);
    }

    @Test
    void a_long_message_leaves_nothing_behind() {
        byte[] large = new byte[10_000];
        for (Ed25519Library.MessageVerifier verifier : List.of(
                new JcaVerifier(new BouncyCastleProvider()),
                CorrettoJar.library().verifier())) {
            signed.subList(FEWER, FEWER + 100).forEach(each -> verifier.verify(each.key, large, each.signature));
            long before = heap();
            signed.subList(0, FEWER).forEach(each -> verifier.verify(each.copyOfKey(), large, each.signature));
            assertThat((heap() - before) / FEWER).isLessThan(JcaVerifier.KEY_BYTES);
            Reference.reachabilityFence(verifier);
        }
    }

    @Test
    void the_bound_in_bytes_holds_for_the_heap() {
        int bound = 1 << 20;
        int most = bound / BouncyCastleVerifier.KEY_BYTES;
        ValidKeys<Ed25519.PublicPoint> keys =
                new ValidKeys<>(bound, BouncyCastleVerifier.KEY_BYTES, BouncyCastleVerifier::decode);
        long before = heap();
        signed.subList(0, most)
                .forEach(each -> assertThat(keys.find(each.copyOfKey())).isPresent());
        assertThat(heap() - before).isCloseTo(bound, ABOUT);
        signed.subList(0, 2 * most)
                .forEach(each -> assertThat(keys.find(each.copyOfKey())).isPresent());
        assertThat(heap() - before).isLessThan(bound / 4 * 5);
        Reference.reachabilityFence(keys);
    }

    private long bytesOfKey(Ed25519Library.MessageVerifier verifier) {
        Signed first = Signed.of(message);
        assertThat(verifier.verify(first.key, message, first.signature)).isTrue();
        long before = heap();
        signed.subList(0, FEWER)
                .forEach(each -> assertThat(verifier.verify(each.copyOfKey(), message, each.signature))
                        .isTrue());
        long taken = heap() - before;
        Reference.reachabilityFence(verifier);
        return taken / FEWER;
    }

    /** What is in use. The serial collector leaves some of what is free where it lies, but for every fourth collection. */
    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A key, and its signature over a message. */
    private record Signed(Ed25519PublicKey key, Ed25519Signature signature) {

        static Signed of(byte[] message) {
            SigningKey key = SigningKey.generate();
            return new Signed(key.publicKey(), key.signText(message));
        }

        /** As it comes in an event: what remembers it, has it for itself. */
        Ed25519PublicKey copyOfKey() {
            return Ed25519PublicKey.of(key.toByteArray());
        }
    }
}
