package com.stateset.sequencer.cli.agent.recipient;

import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.PrivateFile;
import com.stateset.sequencer.cli.agent.folder.UnusableFileException;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.X25519PrivateKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The private keys that an agent reads encrypted payloads with: one file for each, named after its id. */
public record EncryptionKeyFiles(AgentHome home) {

    private static final String PREFIX = "encryption-key-";
    private static final String REVOKED = ".revoked";

    /** Makes a new key, under an id that nobody else is likely to have: it is to be unique in the tenant. */
    public long make() {
        long keyId = new SecureRandom().nextInt() & 0xffff_ffffL;
        new PrivateFile(home.directory().resolve(PREFIX + keyId))
                .write(HexFormat.of().formatHex(X25519PrivateKey.generate().toByteArray()));
        return keyId;
    }

    /** All keys, by their ids. */
    public SortedMap<Long, X25519PrivateKey> all() {
        SortedMap<Long, X25519PrivateKey> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(home.directory())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches(PREFIX + "[0-9]{1,10}")) {
                    keys.put(Long.parseLong(name.substring(PREFIX.length())), read(file));
                }
            }
        } catch (IOException e) {
            throw UnusableFileException.of(home.directory(), e);
        }
        return keys;
    }

    private static X25519PrivateKey read(Path file) {
        try {
            return X25519PrivateKey.parse(new PrivateFile(file).read().orElse(""));
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(file + " holds no encryption key: " + e.getMessage(), e);
        }
    }

    /** The public halves. */
    public List<RecipientKey> publicKeys() {
        return all().entrySet().stream()
                .map(key -> new RecipientKey(key.getKey(), key.getValue().publicKey()))
                .toList();
    }

    /**
     * Registers all of them on the word of the agent's signing key, also those that stand there on the word of an earlier one. One that the
     * server says was revoked is remembered as such in the folder, and passed over from then on: a server that has begun anew does not know
     * of it, and others would encrypt for that key again.
     *
     * @param owner names the signing key
     * @return when which of them were revoked
     * @throws com.stateset.sequencer.error.TransportException if the server could not be reached, or refused
     */
    public Map<Long, Instant> register(OutboxProfile owner, HttpTransport transport) {
        Map<Long, Instant> revoked = new HashMap<>();
        List<RecipientKey> valid = new ArrayList<>();
        for (RecipientKey key : publicKeys()) {
            revokedAt(key.keyId()).ifPresentOrElse(moment -> revoked.put(key.keyId(), moment), () -> valid.add(key));
        }
        if (!valid.isEmpty()) {
            AgentSigner signer = home.signer(owner);
            valid.forEach(key -> transport
                    .register(signer.authorize(owner.stream().tenantId(), key))
                    .ifPresent(moment -> {
                        marker(key.keyId()).write(moment.toString());
                        revoked.put(key.keyId(), moment);
                    }));
        }
        return revoked;
    }

    private Optional<Instant> revokedAt(long keyId) {
        PrivateFile marker = marker(keyId);
        try {
            return marker.read().map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new UnusableFileException(marker.path() + " holds no moment: " + e.getMessage(), e);
        }
    }

    private PrivateFile marker(long keyId) {
        return new PrivateFile(home.directory().resolve(PREFIX + keyId + REVOKED));
    }

    /** Reads with all of them. */
    public EventDecryptor decryptor() {
        return EventDecryptor.of(all());
    }
}
