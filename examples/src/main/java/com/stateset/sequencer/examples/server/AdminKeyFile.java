package com.stateset.sequencer.examples.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that an embedded server makes for itself.
 *
 * @param key the key
 * @param file where it is kept
 * @param isNew whether the file was made just now
 */
record AdminKeyFile(String key, Path file, boolean isNew) {

    private static final Logger LOG = LoggerFactory.getLogger(AdminKeyFile.class);
    private static final String NAME = "admin-api-key";
    private static final int KEY_BYTES = 32;

    /** Reads the file in a directory, or makes it with a new key. */
    static AdminKeyFile readOrCreate(Path directory) {
        DataDirectory.create(directory);
        Path file = directory.resolve(NAME);
        try {
            return Files.exists(file) ? read(file) : create(file);
        } catch (IOException e) {
            throw new StartException("The API key in " + file + " can be neither read nor made.", e);
        }
    }

    private static AdminKeyFile read(Path file) throws IOException {
        String key = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (key.isEmpty()) {
            throw new ConfigurationException("The key file " + file + " is empty: delete it to have a new key made.");
        }
        if (DataDirectory.isOpenToOthers(file)) {
            LOG.warn("The key file {} is open to other users of this machine; its mode should be 0600.", file);
        }
        return new AdminKeyFile(key, file, false);
    }

    /** Writes a file beside it first: whatever interrupts this, there is never a file with half a key. */
    private static AdminKeyFile create(Path file) throws IOException {
        String key = newKey();
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(draft);
        try (var channel = Files.newByteChannel(
                draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), DataDirectory.ownerOnly())) {
            channel.write(StandardCharsets.UTF_8.encode(key + "\n"));
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return new AdminKeyFile(key, file, true);
    }

    private static String newKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return Authenticator.KEY_PREFIX
                + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "key in " + file;
    }
}
