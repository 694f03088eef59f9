package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Amazon's Corretto provider beside Bouncy Castle's. */
class CorrettoLibraryTest {

    private static final int MUTATIONS = 5_000;

    /** Where the provider puts its native code. */
    private static final String UNPACKED = "com.amazon.corretto.crypto.provider.tmpdir";

    private final Ed25519Library corretto = CorrettoJar.library();
    private final Ed25519Library bouncyCastle = new BouncyCastleLibrary();
    private final long seed = Long.getLong("sequencer.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    private Path folder;

    @Test
    void keys_signatures_and_verdicts_are_the_same() throws Exception {
        Stream<Path> path = Stream.concat(OtherClassPath.entries(), Stream.of(CorrettoJar.FILE));
        assertThat(OtherClassPath.run(path, WithoutBouncyCastleTest.Everything.class))
                .isEqualTo(new WithoutBouncyCastleTest.Everything().call());
    }

    @Test
    void it_is_used_where_it_is_on_the_path() throws Exception {
        Stream<Path> path = Stream.concat(OtherClassPath.entries(), Stream.of(CorrettoJar.FILE));
        assertThat(OtherClassPath.run(path, Used.class))
                .singleElement()
                .asString()
                .startsWith("AmazonCorrettoCryptoProvider 2.");
        assertThat(new Used().call()).containsExactly("Bouncy Castle");
    }

    @Test
    void it_makes_the_same_signatures_byte_for_byte() {
        System.out.println("sequencer.seed=" + seed);
        for (int length = 0; length < 400; length++) {
            byte[] key = bytes(SigningKey.SEED_LENGTH);
            byte[] publicKey = corretto.publicKey(key);
            byte[] message = bytes(length);
            Ed25519Library.MessageSigner signer = corretto.signer(key, publicKey);
            byte[] expected = bouncyCastle.signer(key, publicKey).sign(message);
            assertThat(publicKey).isEqualTo(bouncyCastle.publicKey(key));
            assertThat(signer.sign(message)).isEqualTo(expected);
            assertThat(signer.sign(bytes(length))).hasSize(Ed25519Signature.LENGTH);
            assertThat(signer.sign(message)).isEqualTo(expected);
        }
    }

    @Test
    void one_key_signs_for_many_threads_at_once() {
        byte[] key = bytes(SigningKey.SEED_LENGTH);
        byte[] publicKey = bouncyCastle.publicKey(key);
        List<byte[]> messages =
                Stream.generate(() -> bytes(random.nextInt(80))).limit(2000).toList();
        assertThat(signatures(messages.parallelStream(), corretto.signer(key, publicKey)))
                .isEqualTo(signatures(messages.stream(), bouncyCastle.signer(key, publicKey)));
    }

    private static List<String> signatures(Stream<byte[]> messages, Ed25519Library.MessageSigner signer) {
        return messages.map(signer::sign).map(HexFormat.of()::formatHex).toList();
    }

    @Test
    void altered_keys_and_signatures_have_the_same_verdict() {
        System.out.println("sequencer.seed=" + seed);
        SigningKey good = SigningKey.ofSeed(bytes(SigningKey.SEED_LENGTH));
        int valid = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] message = bytes(random.nextInt(80));
            byte[] key = random.nextInt(3) == 0
                    ? EdgeCase.ALL
                            .get(random.nextInt(EdgeCase.ALL.size()))
                            .key()
                            .toByteArray()
                    : good.publicKey().toByteArray();
            byte[] signature = random.nextInt(3) == 0
                    ? EdgeCase.ALL
                            .get(random.nextInt(EdgeCase.ALL.size()))
                            .signature()
                            .toByteArray()
                    : bouncyCastle
                            .signer(good.toSeed(), good.publicKey().toByteArray())
                            .sign(message);
            alter(key, random.nextInt(8) == 0);
            alter(signature, random.nextInt(2) == 0);
            Ed25519PublicKey asKey = Ed25519PublicKey.of(key);
            Ed25519Signature asSignature = Ed25519Signature.of(signature);
            boolean verdict = corretto.verifier().verify(asKey, message, asSignature);
            valid += verdict ? 1 : 0;
            assertThat(verdict)
                    .as("key %s, signature %s, seed %d", asKey, asSignature, seed)
                    .isEqualTo(bouncyCastle.verifier().verify(asKey, message, asSignature));
        }
        assertThat(valid).isBetween(MUTATIONS / 10, MUTATIONS / 2);
    }

    @Test
    void where_it_is_not_there_is_nothing_to_say() {
        assertThat(warnings(ClassLoader.getPlatformClassLoader())).isEmpty();
    }

    @Test
    void one_that_cannot_load_its_native_code_is_reported() throws Exception {
        System.setProperty(UNPACKED, folder.toString());
        try (URLClassLoader loader = CorrettoJar.loader(withoutNativeCode())) {
            assertThat(warnings(loader))
                    .containsExactly("Amazon's Corretto provider is on the path and cannot be used;"
                            + " Ed25519 signatures are made and verified by Bouncy Castle:"
                            + " its native code cannot be loaded");
        } finally {
            System.clearProperty(UNPACKED);
        }
    }

    @Test
    void a_provider_with_other_verdicts_is_refused() {
        OddProvider others = new OddProvider();
        others.behaviour = OddProvider.Behaviour.FINDS_NOTHING_VALID;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorrettoLibrary.tried(others, bouncyCastle))
                .withMessageContaining("must accept this edge case of Ed25519");
    }

    @Test
    void a_provider_for_other_keys_is_refused() {
        Provider others = new BouncyCastleProvider();
        others.put("Signature.ED25519", others.get("Signature.ED448"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorrettoLibrary.tried(others, bouncyCastle))
                .withMessage("the provider BC cannot verify by Ed25519");
    }

    @Test
    void a_provider_with_other_signatures_is_refused() {
        Ed25519Library hedged = new Ed25519Library() {

            @Override
            public byte[] publicKey(byte[] secret) {
                return bouncyCastle.publicKey(secret);
            }

            @Override
            public MessageSigner signer(byte[] secret, byte[] publicKey) {
                return message -> bytes(Ed25519Signature.LENGTH);
            }

            @Override
            public MessageVerifier verifier() {
                return bouncyCastle.verifier();
            }
        };
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorrettoLibrary.tried(new BouncyCastleProvider(), hedged))
                .withMessage("its signature is not that of RFC 8032");
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Flips up to three bits. */
    private void alter(byte[] bytes, boolean really) {
        for (int flips = really ? 1 + random.nextInt(3) : 0; flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    /** What is logged when a loader is searched in vain. */
    private List<String> warnings(ClassLoader loader) {
        Logger logger = (Logger) LoggerFactory.getLogger(CorrettoLibrary.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(logged);
        try {
            assertThat(CorrettoLibrary.find(loader, bouncyCastle)).isEmpty();
        } finally {
            logger.detachAppender(logged);
            logger.setAdditive(true);
            logger.setLevel(null);
        }
        return logged.list.stream()
                .map(event -> event.getFormattedMessage() + ": "
                        + event.getThrowableProxy().getMessage())
                .toList();
    }

    /** Another platform's jar, as it were. */
    private Path withoutNativeCode() throws IOException {
        Path jar = folder.resolve("corretto.jar");
        try (InputStream in = Files.newInputStream(CorrettoJar.FILE);
                ZipInputStream from = new ZipInputStream(in);
                OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream to = new ZipOutputStream(out)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                if (!entry.getName().matches(".*\\.(so|dylib)")) {
                    to.putNextEntry(new ZipEntry(entry.getName()));
                    from.transferTo(to);
                }
            }
        }
        return jar;
    }

    /** The library that is used. */
    public static final class Used implements Callable<List<String>> {

        /** For the other loader. */
        public Used() {}

        @Override
        public List<String> call() {
            return List.of(SignatureVerifier.standard().toString());
        }
    }
}
