package com.stateset.sequencer.cli.agent.recipient;

import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.encryption.X25519PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.Option;

/** {@code --encrypt-to}: who can read an event. */
public final class EncryptToOption {

    private static final String SELF = "self";

    @Option(
            names = "--encrypt-to",
            paramLabel = "WHO",
            split = ",",
            description =
                    "Encrypt each payload so that only these can read it: an agent's id, whose keys 'agent recipients' has "
                            + "fetched; self, this agent's own keys, which 'agent key encryption' has made; or KEY_ID:PUBLIC_KEY. "
                            + "May be given several times. Whoever is not named can never read it, this agent and the server included.")
    private List<String> names = List.of();

    /** Whom to encrypt for; empty if payloads are to be plain. */
    public Optional<Recipients> recipients(AgentHome home) {
        Set<RecipientKey> keys = new LinkedHashSet<>();
        names.forEach(name -> keys.addAll(keys(home, name)));
        try {
            return names.isEmpty() ? Optional.empty() : Optional.of(Recipients.of(List.copyOf(keys)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--encrypt-to: " + e.getMessage());
        }
    }

    private static List<RecipientKey> keys(AgentHome home, String name) {
        int colon = name.indexOf(':');
        if (colon > 0) {
            return List.of(key(name, colon));
        }
        if (name.equals(SELF)) {
            return required(name, new EncryptionKeyFiles(home).publicKeys(), "'agent key encryption' makes one");
        }
        try {
            UUID agent = UUID.fromString(name);
            return required(
                    name,
                    new RecipientBook(home).all().getOrDefault(agent, List.of()),
                    "'agent recipients " + agent + "' asks the server for one, and says why a key cannot be used");
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--encrypt-to is '" + name + "'; it must be an agent's id, self, or KEY_ID:PUBLIC_KEY");
        }
    }

    private static List<RecipientKey> required(String name, List<RecipientKey> keys, String wayOut) {
        if (keys.isEmpty()) {
            throw new UsageException("no encryption key of " + name + " is kept here; " + wayOut);
        }
        return keys;
    }

    private static RecipientKey key(String name, int colon) {
        try {
            return new RecipientKey(
                    Long.parseLong(name.substring(0, colon)), X25519PublicKey.parse(name.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--encrypt-to is '" + name + "': " + e.getMessage());
        }
    }
}
