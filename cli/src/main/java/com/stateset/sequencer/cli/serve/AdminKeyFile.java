package com.stateset.sequencer.cli.serve;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The API key that an embedded server makes for itself. */
final class AdminKeyFile {

    /** Tells a key from a JWT, which stands in the same header. */
    private static final String KEY_PREFIX = "ss_";

    private static final int KEY_BYTES = 32;

    private AdminKeyFile() {}

    /** Reads the file in a directory, or makes it with a new key. */
    static SecretFile readOrCreate(Path directory) {
        return SecretFile.readOrCreate(directory, DataDirectory.ADMIN_KEY, AdminKeyFile::newKey);
    }

    private static String newKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return KEY_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
