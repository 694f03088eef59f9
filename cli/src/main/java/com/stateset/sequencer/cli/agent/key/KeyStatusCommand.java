package com.stateset.sequencer.cli.agent.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.outbox.OutboxFacts;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.KeyDirectory;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.OwnKey;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent key status}: how the agent's key stands, here and at the server. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Says which key the agent signs with, whether the key file holds it, and, if the server answers, what its directory "
                    + "says of the agent's keys. A revocation is kept: from then on nothing is signed with the key, also offline.",
            "",
            "at_server is registered, revoked, not_registered, another_key (a key that is not this one stands under its id) or "
                    + "not_asked (the server does not answer)."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:the agent can sign, as far as is known",
            "1:it cannot: the key was revoked, or the server has another one under its id",
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_HISTORY_MISMATCH,
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class KeyStatusCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(this::show);
    }

    private int show() {
        AgentHome home = options.home();
        OutboxFacts facts = home.facts();
        OutboxProfile owner = facts.profile();
        if (owner.keyId() == 0) {
            throw new UsageException("the agent's events are not signed; it has no key");
        }
        AgentSigner signer = home.signer(owner, Optional.of(facts));
        try (SqliteOutbox outbox = home.open(facts)) {
            Optional<KeyDirectory> directory = ask(home, outbox);
            Optional<AgentKey> shown = directory.flatMap(keys -> keys.find(owner.keyId()));
            OutboxKey known = outbox.key();
            String atServer = directory.isEmpty() ? "not_asked" : standing(signer, shown);
            report(owner, signer, known, atServer, directory);
            boolean signs = known.revokedAt() == null && !atServer.equals("another_key");
            return signs ? ExitCodes.DONE : ExitCodes.NOT_POSSIBLE;
        }
    }

    /** Without the server, what is known here is all there is to say. */
    private Optional<KeyDirectory> ask(AgentHome home, SqliteOutbox outbox) {
        try (HttpTransport transport = home.transport(outbox.profile())) {
            return Optional.of(OwnKey.ask(outbox, transport));
        } catch (TransportException e) {
            options.note("the server was not asked: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String standing(AgentSigner signer, Optional<AgentKey> shown) {
        if (shown.isEmpty()) {
            return "not_registered";
        }
        if (!shown.get().publicKey().equals(signer.key().publicKey())) {
            return "another_key";
        }
        return shown.get().revokedAt() == null ? "registered" : "revoked";
    }

    private void report(
            OutboxProfile owner,
            AgentSigner signer,
            OutboxKey known,
            String atServer,
            Optional<KeyDirectory> directory) {
        ObjectNode json = EventView.profile(owner)
                .put("public_key", signer.key().publicKey().toHex())
                .put("key_revoked_at", text(known.revokedAt()))
                .put("at_server", atServer);
        ArrayNode keys = json.putArray("keys");
        directory.ifPresent(shown -> shown.keys()
                .forEach(key -> keys.addObject()
                        .put("key_id", key.keyId())
                        .put("public_key", key.publicKey().toHex())
                        .put("revoked_at", text(key.revokedAt()))));
        String problem = known.problem()
                .map(sentence -> "\n  " + sentence + "; " + KeyRegistrar.WAY_OUT)
                .orElse("");
        options.print(
                json,
                "agent " + owner.agentId() + " signs with key " + owner.keyId() + "\n  public key "
                        + signer.key().publicKey().toHex() + "\n  at the server: " + atServer.replace('_', ' ')
                        + problem);
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
