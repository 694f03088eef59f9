package com.stateset.sequencer.cli.agent.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.agent.recipient.EncryptionKeyFiles;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.encryption.RecipientKey;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent key encryption}: the keys that others encrypt for this agent with. */
@Command(
        name = "encryption",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Makes a key that others can encrypt payloads for, unless there is one, and registers it at the server, signed by the "
                    + "agent's signing key. Run again, it registers what is not registered yet.",
            "",
            "The private key is in DIR/encryption-key-ID. Keep a copy of it elsewhere: without it, what was encrypted for it cannot "
                    + "be read by this agent any more, and by nobody else but the other recipients."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:there is a key, and the server has it",
            ExitCodes.IS_WRONG_USAGE,
            "3:there is a key, and the server does not have it yet: it is away, or refuses it",
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class EncryptionKeyCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Option(
            names = "--new",
            description = "Make another key. The old ones are kept, to read what was encrypted for them.")
    private boolean another;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            AgentHome home = options.home();
            OutboxProfile owner = home.facts().profile();
            if (owner.keyId() == 0) {
                throw new UsageException("the agent has no signing key, which has to sign for its encryption keys");
            }
            EncryptionKeyFiles files = new EncryptionKeyFiles(home);
            if (another || files.all().isEmpty()) {
                files.make();
            }
            List<RecipientKey> keys = files.publicKeys();
            Map<Long, Instant> revoked;
            try {
                revoked = register(home, owner, files);
            } catch (TransportException e) {
                options.note("the key is kept in " + home.directory() + ", and is not registered yet");
                throw e;
            }
            report(owner, keys, revoked);
            return ExitCodes.DONE;
        });
    }

    /** Returns when which of them were revoked. */
    private static Map<Long, Instant> register(AgentHome home, OutboxProfile owner, EncryptionKeyFiles files) {
        try (HttpTransport transport = home.transport(owner)) {
            KeyRegistrar.registerIfNeeded(home, owner, transport);
            return files.register(owner, transport);
        }
    }

    private void report(OutboxProfile owner, List<RecipientKey> keys, Map<Long, Instant> revoked) {
        ObjectNode json = EventView.profile(owner);
        ArrayNode array = json.putArray("encryption_keys");
        for (RecipientKey key : keys) {
            ObjectNode entry = array.addObject()
                    .put("key_id", key.keyId())
                    .put("public_key", key.publicKey().toHex());
            Instant moment = revoked.get(key.keyId());
            if (moment != null) {
                entry.put("revoked_at", moment.toString());
                options.note("key " + key.keyId() + " was revoked on " + moment
                        + ": it reads what was encrypted for it before, and nothing new is; '--new' makes another");
            }
        }
        options.print(
                json,
                keys.stream()
                        .map(key -> "agent " + owner.agentId() + " reads what is encrypted for key " + key.keyId()
                                + "\n  public key " + key.publicKey())
                        .collect(Collectors.joining("\n")));
    }
}
