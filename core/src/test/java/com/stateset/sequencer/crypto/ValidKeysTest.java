package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Samples;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.lang.ref.Reference;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
        long ofBouncyCastle = taken(() -> points(Long.MAX_VALUE), keys -> find(keys, KEYS));
        assertThat(ofBouncyCastle / KEYS).isCloseTo(BouncyCastleVerifier.KEY_BYTES, ABOUT);
        long ofJdk = taken(Security.getProvider("SunEC"), message);
        assertThat(ofJdk / FEWER).isCloseTo(JcaVerifier.KEY_BYTES, ABOUT);
        // Its own thread lets go of a part, when it comes to it.
        long ofCorretto = taken(CorrettoJar.provider(), message);
        assertThat(ofCorretto / FEWER).isLessThan(JcaVerifier.KEY_BYTES / 4 * 5);
    }

    @Test
    void a_long_message_leaves_nothing_behind() {
        for (Provider provider : List.of(new BouncyCastleProvider(), CorrettoJar.provider())) {
            assertThat(taken(provider, new byte[10_000]) / FEWER)
                    .as(provider.getName())
                    .isLessThan(JcaVerifier.KEY_BYTES);
        }
    }

    @Test
    void the_bound_in_bytes_holds_for_the_heap() {
        long bound = 1L << 20;
        int most = (int) (bound / BouncyCastleVerifier.KEY_BYTES);
        assertThat(taken(() -> points(bound), keys -> find(keys, most))).isCloseTo(bound, ABOUT);
        assertThat(taken(() -> points(bound), keys -> find(keys, 2 * most))).isLessThan(bound / 4 * 5);
    }

    private static ValidKeys<Ed25519.PublicPoint> points(long bytes) {
        return new ValidKeys<>(bytes, BouncyCastleVerifier.KEY_BYTES, BouncyCastleVerifier::decode);
    }

    private void find(ValidKeys<Ed25519.PublicPoint> keys, int count) {
        signed.subList(0, count)
                .forEach(each -> assertThat(keys.find(each.copyOfKey())).isPresent());
    }

    private long taken(Provider provider, byte[] text) {
        return taken(
                () -> new JcaVerifier(provider),
                verifier -> signed.subList(0, FEWER)
                        .forEach(each -> assertThat(verifier.verify(each.copyOfKey(), text, each.signature))
                                .isEqualTo(text == message)));
    }

    /** By what is free once it is forgotten: what other tests have left may go at any time while it is filled. */
    private static <T> long taken(Supplier<T> maker, Consumer<T> fill) {
        T measured = maker.get();
        fill.accept(measured);
        long with = Samples.heap();
        measured = maker.get();
        try {
            return with - Samples.heap();
        } finally {
            Reference.reachabilityFence(measured);
        }
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
