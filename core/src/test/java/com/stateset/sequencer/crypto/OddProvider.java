package com.stateset.sequencer.crypto;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;

/** The JDK's Ed25519 as another provider's, which behaves as it is told. */
final class OddProvider extends Provider {

    private static final long serialVersionUID = 1L;

    volatile Behaviour behaviour = Behaviour.GOOD;

    OddProvider() {
        super("Odd", "1", "the JDK's Ed25519, with odd behaviour");
        putService(new Service(this, "Signature", "Ed25519", Odd.class.getName(), null, null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new Odd(Signature.getInstance("Ed25519", Security.getProvider("SunEC")));
            }
        });
    }

    /** What it does. */
    enum Behaviour {
        GOOD,
        BREAKS,
        REFUSES_KEYS,
        FINDS_NOTHING_VALID
    }

    private final class Odd extends SignatureSpi {

        private final Signature good;

        Odd(Signature good) {
            this.good = good;
        }

        private void maybeRefuse() throws InvalidKeyException {
            if (behaviour == Behaviour.REFUSES_KEYS) {
                throw new InvalidKeyException("no key pleases");
            }
        }

        private void maybeBreak() {
            if (behaviour == Behaviour.BREAKS) {
                throw new ProviderException("out of native memory");
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            maybeRefuse();
            good.initVerify(key);
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            maybeRefuse();
            good.initSign(key);
        }

        @Override
        protected void engineUpdate(byte one) throws SignatureException {
            good.update(one);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
            maybeBreak();
            good.update(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return good.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            return behaviour != Behaviour.FINDS_NOTHING_VALID && good.verify(signature);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}
