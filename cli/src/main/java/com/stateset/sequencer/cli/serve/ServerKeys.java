package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.crypto.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a server signs with.
 *
 * @param keys the current key first; empty for none
 * @param file where the current key is kept, if it was not configured
 */
record ServerKeys(List<SigningKey> keys, Optional<Path> file) {

    ServerKeys {
        keys = List.copyOf(keys);
    }

    /**
     * Collects the configured keys. Without any, a server whose store is in a directory signs with a key that is kept there, and
     * made if need be; that key stays known when others are configured later, for the receipts that it signed.
     *
     * @throws StartException if there can be none
     */
    static ServerKeys of(List<SigningKey> configured, Optional<Path> directory) {
        return directory
                .map(place -> ofFile(configured, place))
                .orElseGet(() -> new ServerKeys(configured, Optional.empty()));
    }

    private static ServerKeys ofFile(List<SigningKey> configured, Path directory) {
        if (!configured.isEmpty() && !Files.exists(directory.resolve(DataDirectory.SIGNING_KEY))) {
            return new ServerKeys(configured, Optional.empty());
        }
        SecretFile file = SecretFile.readOrCreate(
                directory,
                DataDirectory.SIGNING_KEY,
                () -> HexFormat.of().formatHex(SigningKey.generate().toSeed()));
        List<SigningKey> keys = new ArrayList<>(configured);
        SigningKey kept = parse(file);
        if (keys.stream().noneMatch(key -> key.publicKey().equals(kept.publicKey()))) {
            keys.add(kept);
        }
        return new ServerKeys(keys, configured.isEmpty() ? Optional.of(file.file()) : Optional.empty());
    }

    /**
     * Looks at the key that is kept with an embedded store, if there is one; makes none.
     *
     * @throws ConfigurationException if it cannot be used
     */
    static void check(Path directory) {
        SecretFile.existing(directory, DataDirectory.SIGNING_KEY).ifPresent(ServerKeys::parse);
    }

    private static SigningKey parse(SecretFile file) {
        try {
            return SigningKey.parse(file.secret());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "The key file " + file.file() + " cannot be used: " + e.getMessage() + ".");
        }
    }
}
