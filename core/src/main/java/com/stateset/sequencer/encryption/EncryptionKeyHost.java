package com.stateset.sequencer.encryption;

/** A store that keeps the agents' encryption keys, too. */
public interface EncryptionKeyHost {

    /** Returns where they are kept; closed with the store. */
    EncryptionKeyStore encryptionKeys();
}
