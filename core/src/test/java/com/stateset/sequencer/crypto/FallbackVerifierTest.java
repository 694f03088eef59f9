package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.stateset.sequencer.crypto.OddProvider.Behaviour;
import com.stateset.sequencer.event.Ed25519Signature;
import com.stateset.sequencer.merkle.Hash;
import java.security.ProviderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class FallbackVerifierTest {

    private final OddProvider provider = new OddProvider();
    private final SignatureVerifier verifier = SignatureVerifier.jca(provider);
    private final SigningKey key = SigningKey.generate();
    private final Hash hash = Hash.of(key.toSeed());
    private final Ed25519Signature good = key.sign(hash);
    private final Ed25519Signature bad = key.sign(Hash.ZERO);
    private final Logger logger = (Logger) LoggerFactory.getLogger(FallbackVerifier.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"BREAKS", "REFUSES_KEYS"})
    void a_provider_that_breaks_has_reached_no_verdict(Behaviour behaviour) {
        provider.behaviour = behaviour;
        assertThat(verifier.verify(key.publicKey(), hash, good)).isTrue();
        assertThat(verifier.verify(key.publicKey(), hash, bad)).isFalse();
        assertThat(logged.list)
                .singleElement()
                .asString()
                .endsWith("Odd 1 breaks at a signature; wherever it does, Bouncy Castle is asked in its place");
        provider.behaviour = Behaviour.FINDS_NOTHING_VALID;
        assertThat(verifier.verify(key.publicKey(), hash, good))
                .as("asked again")
                .isFalse();
    }

    @Test
    void it_breaks_with_a_key_that_it_has_taken_as_well() {
        assertThat(verifier.verify(key.publicKey(), hash, good)).isTrue();
        provider.behaviour = Behaviour.BREAKS;
        assertThat(verifier.verify(key.publicKey(), hash, good)).isTrue();
        assertThat(logged.list).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"BREAKS", "REFUSES_KEYS"})
    void a_signature_is_made_all_the_same(Behaviour behaviour) {
        CorrettoLibrary library = new CorrettoLibrary(provider, new BouncyCastleLibrary());
        Ed25519Library.MessageSigner signer =
                library.signer(key.toSeed(), key.publicKey().toByteArray());
        assertThat(signer.sign(hash.toByteArray())).isEqualTo(good.toByteArray());
        provider.behaviour = behaviour;
        Ed25519Library.MessageSigner another =
                library.signer(key.toSeed(), key.publicKey().toByteArray());
        assertThat(signer.sign(hash.toByteArray())).isEqualTo(good.toByteArray());
        assertThat(another.sign(hash.toByteArray())).isEqualTo(good.toByteArray());
        assertThat(logged.list).hasSize(1);
    }

    @Test
    void its_self_test_is_that_of_the_provider() {
        provider.behaviour = Behaviour.BREAKS;
        assertThatExceptionOfType(ProviderException.class).isThrownBy(verifier::selfTest);
    }
}
