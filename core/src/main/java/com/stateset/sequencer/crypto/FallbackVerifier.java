package com.stateset.sequencer.crypto;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Ed25519Signature;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A library that may break, such as native code that cannot go on, and another that answers in its place where it does. One that
 * breaks has said nothing of the signature: to call it bad would refuse a good event for ever, and an exception would end an audit.
 * As all libraries have the same verdicts and make the same bytes, only the time and the log tell who has answered. The first one
 * is asked again the next time. Thread-safe.
 */
final class FallbackVerifier implements Ed25519Library.MessageVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(FallbackVerifier.class);

    private final Ed25519Library.MessageVerifier first;
    private final Ed25519Library.MessageVerifier other;
    private final AtomicBoolean hasBroken = new AtomicBoolean();

    FallbackVerifier(Ed25519Library.MessageVerifier first, Ed25519Library.MessageVerifier other) {
        this.first = first;
        this.other = other;
    }

    @Override
    public boolean verify(Ed25519PublicKey key, byte[] message, Ed25519Signature signature) {
        return answer(() -> first.verify(key, message, signature), () -> other.verify(key, message, signature));
    }

    /** Asks the first library, for a signature perhaps, and the other if it breaks: a warning the first time, then to debug. */
    <T> T answer(Supplier<T> ofFirst, Supplier<T> ofOther) {
        try {
            return ofFirst.get();
        } catch (RuntimeException | LinkageError e) {
            if (hasBroken.compareAndSet(false, true)) {
                LOG.warn("{} breaks at a signature; wherever it does, {} is asked in its place", first, other, e);
            } else {
                LOG.debug("{} breaks again at a signature", first, e);
            }
            return ofOther.get();
        }
    }

    /** Tries the first library itself. */
    @Override
    public void selfTest() {
        first.selfTest();
    }

    @Override
    public String toString() {
        return first.toString();
    }
}
