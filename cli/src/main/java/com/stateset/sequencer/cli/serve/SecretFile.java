package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.cli.files.FileNames;
import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.server.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A secret that the server has made for itself.
 *
 * @param secret the secret
 * @param file where it is kept
 */
public record SecretFile(String secret, Path file) {

    /** Reads a file of a directory, or makes it with a new secret. Of several who make it at once, one does, and all read the same. */
    public static SecretFile readOrCreate(Path directory, String name, Supplier<String> newSecret) {
        DataDirectory.create(directory);
        Path file = directory.resolve(name);
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : create(file, newSecret.get());
        } catch (IOException e) {
            throw new StartException("The key in " + file + " can be neither read nor made.", e);
        }
    }

    /** Reads a file of a directory, if it is there. */
    static Optional<SecretFile> existing(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(read(file)) : Optional.empty();
        } catch (IOException e) {
            throw new StartException("The key in " + file + " cannot be read.", e);
        }
    }

    private static SecretFile read(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new ConfigurationException(
                    "The key file " + file + " is a symbolic link; put the file itself there.");
        }
        if (OwnerOnly.isOpenToOthers(file)) {
            throw new ConfigurationException("The key file " + file
                    + " is open to other users of this machine, who may know the key: have a new one made, or change the file's"
                    + " mode to 0600.");
        }
        String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (secret.isEmpty()) {
            throw new ConfigurationException("The key file " + file + " is empty: delete it to have a new key made.");
        }
        return new SecretFile(secret, file);
    }

    /** Writes a file beside it first: whatever interrupts this, there is never a file with half a secret. */
    private static SecretFile create(Path file, String secret) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            OwnerOnly.createFile(draft, secret);
            publish(draft, file);
            FileNames.force(file);
            return new SecretFile(secret, file);
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A link, unlike a move, never takes the place of a file that somebody else has made meanwhile. */
    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (UnsupportedOperationException e) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "key in " + file;
    }
}
