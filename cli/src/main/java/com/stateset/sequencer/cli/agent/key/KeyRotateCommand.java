package com.stateset.sequencer.cli.agent.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.agent.recipient.EncryptionKeyFiles;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.OutboxFacts;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code agent key rotate}: gives the agent its next key.
 *
 * <p>Four steps, each of which finds what an earlier, killed run has done: the next key is written to a file of its own; it is
 * registered, with a proof that the agent holds it and on the word of the current one; the agent's encryption keys are registered anew on
 * the word of the next one, so that senders go on to encrypt for them when the current one is revoked; the outbox's profile, in one
 * transaction, names it as the one that signs. Until the last step everything is signed with the current key, which stays valid, and its
 * file is kept. A key
 * that was revoked has no word to give: then the second step takes an administrator. An id that another device of the same agent has
 * taken meanwhile is passed over.
 */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Makes a new key, registers it at the server on the word of the current one, and signs with it from then on. The "
                    + "agent's encryption keys are signed anew with it, so that others go on to encrypt for them.",
            "",
            "The old key stays valid, since events that it has signed may still wait to be sent. When they are sent, an "
                    + "administrator may revoke it.",
            "",
            "If the current key was revoked, its word counts no more, and an administrator has to register the new one: give "
                    + "--admin-key, or have it registered elsewhere and run this again. What the revoked key has signed and was "
                    + "not accepted is rejected by the next sync; 'agent rebase' signs it anew."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            ExitCodes.IS_HISTORY_MISMATCH,
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class KeyRotateCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Option(
            names = "--admin-key",
            paramLabel = "FILE",
            description = "A file with the API key of an administrator, which registers the new key and is not kept.")
    private @Nullable Path adminKey;

    @Option(
            names = "--new-device",
            description =
                    "This folder is a copy: make it a device of its own. It gets an installation id of its own with the key; the "
                            + "folder that it was copied from keeps the old ones.")
    private boolean newDevice;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(this::rotate);
    }

    private int rotate() {
        AgentHome home = options.home();
        OutboxFacts facts = home.facts();
        OutboxProfile owner = facts.profile();
        if (owner.keyId() == 0) {
            throw new UsageException("the agent's events are not signed; there is no key to replace");
        }
        AgentSigner current = home.signer(owner, Optional.of(facts));
        KeyDirectory known = directory(home, owner);
        OutboxProfile next = owner.keyId(next(home, owner, known));
        Optional<Instant> revokedAt = register(home, owner, current, next);
        if (revokedAt.isPresent()) {
            String sentence = "key " + next.keyId() + " was revoked at " + revokedAt.get()
                    + "; the agent signs with key " + owner.keyId() + " as before";
            return options.fail(new IllegalStateException(sentence), ExitCodes.NOT_POSSIBLE);
        }
        signEncryptionKeys(home, next);
        try (SqliteOutbox outbox =
                SqliteOutbox.open(home.outboxFile(), next, home.signer(next), home.encryption(home.facts()))) {
            if (newDevice) {
                outbox.journal().becomeAnotherDevice();
            }
        }
        report(home, next);
        return ExitCodes.DONE;
    }

    /** Also registers the current key, if that was not possible before, and keeps that it was revoked. */
    private static KeyDirectory directory(AgentHome home, OutboxProfile owner) {
        try (HttpTransport transport = home.transport(owner)) {
            KeyRegistrar.registerIfNeeded(home, owner, transport);
            return home.keyDirectory(transport);
        }
    }

    /** The next id that no other device has taken: one that is free, or has the key that an earlier run has made here. */
    private static long next(AgentHome home, OutboxProfile owner, KeyDirectory known) {
        for (long id = owner.keyId() + 1; ; id++) {
            Optional<AgentKey> taken = known.find(id);
            if (taken.isEmpty()) {
                home.makeSigningKey(id);
            } else if (!home.signingKeyFile(id).exists()) {
                continue;
            }
            Ed25519PublicKey ours = home.signer(owner.keyId(id)).key().publicKey();
            if (taken.isEmpty() || taken.get().publicKey().equals(ours)) {
                return id;
            }
        }
    }

    private Optional<Instant> register(AgentHome home, OutboxProfile owner, AgentSigner current, OutboxProfile next) {
        UUID tenant = owner.stream().tenantId();
        AgentSigner signer = home.signer(next);
        boolean revoked = home.key().flatMap(OutboxKey::problem).isPresent();
        try (HttpTransport transport = adminKey == null ? home.transport(owner) : home.transport(owner, adminKey)) {
            return revoked || adminKey != null
                    ? transport.register(tenant, signer)
                    : transport.register(tenant, signer, current);
        } catch (TransportException.Refused e) {
            if (!revoked) {
                throw e;
            }
            return registeredByAnother(home, owner, signer, e);
        }
    }

    /** A server that keeps no such keys, or refuses one, hinders no rotation. */
    private void signEncryptionKeys(AgentHome home, OutboxProfile next) {
        try (HttpTransport transport = home.transport(next)) {
            Map<Long, Instant> ignored = new EncryptionKeyFiles(home).register(next, transport);
        } catch (TransportException.Refused e) {
            options.note("the encryption keys are not signed with key " + next.keyId() + ": " + e.getMessage()
                    + "; 'agent key encryption' tries again");
        }
    }

    /** An administrator may have registered the next key meanwhile. */
    private static Optional<Instant> registeredByAnother(
            AgentHome home, OutboxProfile owner, AgentSigner next, TransportException.Refused refusal) {
        try (HttpTransport transport = home.transport(owner)) {
            boolean isThere = home.keyDirectory(transport)
                    .find(next.keyId())
                    .filter(key -> key.publicKey().equals(next.key().publicKey()) && key.revokedAt() == null)
                    .isPresent();
            if (isThere) {
                return Optional.empty();
            }
        }
        throw new TransportException.Refused(
                refusal.status(),
                "key " + owner.keyId() + " was revoked, so that an administrator has to register key " + next.keyId()
                        + ", " + next.key().publicKey().toHex() + ", and then this command be run again; "
                        + refusal.getMessage());
    }

    private void report(AgentHome home, OutboxProfile owner) {
        String publicKey = home.signer(owner).key().publicKey().toHex();
        ObjectNode json = EventView.profile(owner).put("public_key", publicKey);
        options.print(
                json,
                "agent " + owner.agentId() + " signs with key " + owner.keyId() + " from now on\n  public key "
                        + publicKey);
    }
}
