package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code agent rotate-key}: gives the agent its next key.
 *
 * <p>Three steps, each of which finds what an earlier, killed run has done: the next key is written to a file of its own; it is
 * registered, on the word of the current one; the outbox's profile, in one transaction, names it as the one that signs. Until the
 * last step everything is signed with the current key, which stays valid, and its file is kept.
 */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Makes a new key, registers it at the server on the word of the current one, and signs with it from then on.",
            "",
            "The old key stays valid, since events that it has signed may still wait to be sent. When they are sent, an "
                    + "administrator may revoke it."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class RotateKeyCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(this::rotate);
    }

    private int rotate() {
        AgentHome home = options.home();
        OutboxProfile owner = home.owner();
        if (owner.keyId() == 0) {
            throw new UsageException("the agent's events are not signed; there is no key to replace");
        }
        OutboxProfile next = owner.keyId(owner.keyId() + 1);
        home.makeSigningKey(next.keyId());
        Optional<Instant> revokedAt = register(home, owner, next);
        if (revokedAt.isPresent()) {
            String sentence = "key " + next.keyId() + " was revoked at " + revokedAt.get()
                    + "; the agent signs with key " + owner.keyId() + " as before";
            return options.fail(new IllegalStateException(sentence), ExitCodes.NOT_POSSIBLE);
        }
        SqliteOutbox.open(home.outboxFile(), next, null).close();
        report(home, next);
        return ExitCodes.DONE;
    }

    private static Optional<Instant> register(AgentHome home, OutboxProfile owner, OutboxProfile next) {
        try (HttpTransport transport = home.transport(owner)) {
            SyncAttempt.registerKey(home, owner, transport);
            return transport.register(owner.stream().tenantId(), home.signer(next), home.signer(owner));
        }
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
