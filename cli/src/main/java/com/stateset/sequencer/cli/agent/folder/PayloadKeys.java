package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.cli.serve.PayloadVariables;
import com.stateset.sequencer.sealing.PayloadKey;
import com.stateset.sequencer.sealing.PayloadKeyring;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that an agent's payloads are encrypted with in its outbox: a file in its folder, one key a line, the current one first; or,
 * without such a file, the variables {@code PAYLOAD_ENCRYPTION_KEY}, {@code _KEYS} and {@code _KEYS_BY_TENANT}.
 *
 * @param file the file
 * @param environment the variables
 */
public record PayloadKeys(PrivateFile file, Map<String, String> environment) {

    /** Returns the keys; empty if there are none. */
    public PayloadKeyring ring() {
        Optional<String> text = file.read();
        return text.isPresent()
                ? PayloadKeyring.empty().withCommon(parse(text.get()))
                : PayloadVariables.keyring(environment);
    }

    /** Returns the keys, and makes a file with a new one if there are none. */
    public PayloadKeyring ringOrNew() {
        if (ring().isEmpty()) {
            addNew();
        }
        return ring();
    }

    /**
     * Puts a new key before those of the file.
     *
     * @throws UsageException if the keys come from variables
     */
    public void addNew() {
        if (!file.exists() && !ring().isEmpty()) {
            throw new UsageException("the keys come from the environment; put a new one first there");
        }
        byte[] secret = new byte[PayloadKey.LENGTH];
        new SecureRandom().nextBytes(secret);
        String fresh = HexFormat.of().formatHex(secret);
        file.write(file.read().map(known -> fresh + "\n" + known).orElse(fresh));
    }

    private List<PayloadKey> parse(String text) {
        List<PayloadKey> keys = new ArrayList<>();
        try {
            text.lines().filter(line -> !line.isBlank()).forEach(line -> keys.add(PayloadKey.parse(line)));
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(file.path() + " cannot be used: " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new UnusableFileException(file.path() + " holds no key", null);
        }
        return keys;
    }
}
