package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentDirectory;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.KeyRegistrar;
import com.stateset.sequencer.cli.agent.folder.PayloadKeys;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.agent.scope.ScopeOptions;
import com.stateset.sequencer.cli.serve.PayloadVariables;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.cli.source.ServerOptions;
import com.stateset.sequencer.cli.source.StreamOptions;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.OutboxFacts;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent init}: makes an agent. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Makes an agent: an outbox, and a key that signs its events, which only you can read. Registers the public key if "
                    + "the server is there and lets the agent do so; else the next sync tries again.",
            "",
            "An --api-key that is given is kept in a file that only you can read. Without it, the environment variable is read "
                    + "whenever a command needs it.",
            "",
            "With --scope-…, its replica follows a part of the stream, and pulls only hashes for the rest ('agent scope').",
            "",
            "In a directory that holds the agent already, sets its server and API key, and registers its key."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:there is an agent, whether its key is registered already or not",
            "2:the command line makes no sense, or another agent lives in DIR",
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class InitCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private ServerOptions server;

    @Mixin
    private StreamOptions streamOptions;

    @Mixin
    private ScopeOptions scope;

    @Option(names = "--agent-id", paramLabel = "UUID", description = "Who the agent is. Default: a new id.")
    private @Nullable UUID agentId;

    @Option(
            names = "--encrypt",
            description =
                    "Encrypt payloads in the outbox and the replica, with the keys in DIR/payload-keys, one a line, the "
                            + "current one first, or in the environment variable PAYLOAD_ENCRYPTION_KEY or _KEYS; makes that file if "
                            + "there are none. Keep a copy of it elsewhere: without it, what is in DIR cannot be read. Default: if "
                            + "there are such keys when the agent is made.")
    private boolean encrypt;

    @Option(names = "--unsigned", description = "Make no key: the agent's events are not signed.")
    private boolean unsigned;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(this::init);
    }

    private int init() {
        requireAddress();
        AgentHome home = options.home();
        Optional<OutboxFacts> found = home.found();
        OutboxProfile owner = owner(found.map(OutboxFacts::profile));
        AgentDirectory.create(home.directory());
        PayloadEncryption encryption =
                found.map(facts -> encryptionOfOld(home, facts)).orElseGet(() -> encryptionOfNew(home));
        AgentSigner signer = signer(home, owner, found);
        keepApiKey(home);
        try (SqliteOutbox outbox = SqliteOutbox.open(home.outboxFile(), owner, signer, encryption)) {
            follow(outbox, found.isEmpty());
        }
        Optional<String> problem = signer == null ? Optional.empty() : register(home, owner);
        report(home, owner, signer, problem);
        return ExitCodes.DONE;
    }

    /** What is followed by an agent that is there already is changed by a command of its own, since that gives up what was pulled. */
    private void follow(SqliteOutbox outbox, boolean isNew) {
        if (scope.isEmpty() || scope.scope().equals(outbox.scope())) {
            return;
        }
        if (!isNew) {
            throw new UsageException("the agent in " + options.home().directory() + " follows " + outbox.scope()
                    + "; 'agent scope' changes that");
        }
        outbox.follow(scope.scope());
    }

    private PayloadEncryption encryptionOfNew(AgentHome home) {
        PayloadKeys keys = home.payloadKeys();
        boolean wanted = encrypt
                || keys.file().exists()
                || PayloadVariables.storing(keys.environment()).mode() != Mode.DISABLED;
        return wanted ? PayloadEncryption.of(Mode.REQUIRED, keys.ringOrNew()) : PayloadEncryption.disabled();
    }

    private PayloadEncryption encryptionOfOld(AgentHome home, OutboxFacts facts) {
        PayloadEncryption known = home.encryption(facts);
        if (encrypt && known.mode() == Mode.DISABLED) {
            throw new UsageException(
                    "the agent in " + home.directory()
                            + " keeps its payloads in the clear; 'agent encrypt' encrypts them, those that are there and all others");
        }
        return known;
    }

    private void requireAddress() {
        try {
            HttpTransport.to(server.address(), null).close();
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--server: '" + server.address() + "' is not an address such as http://localhost:8080");
        }
    }

    /** An agent that is there already keeps its identity. */
    private OutboxProfile owner(Optional<OutboxProfile> known) {
        StreamId stream = streamOptions.stream();
        if (known.isEmpty()) {
            UUID id = agentId != null ? agentId : UUID.randomUUID();
            return new OutboxProfile(stream, id)
                    .keyId(unsigned ? 0 : AgentHome.FIRST_KEY)
                    .server(server.address());
        }
        OutboxProfile owner = known.get();
        boolean same = owner.stream().equals(stream)
                && (agentId == null || owner.agentId().equals(agentId));
        if (!same) {
            throw new UsageException(options.home().directory() + " holds agent " + owner.agentId() + " of tenant "
                    + owner.stream().tenantId() + ", store " + owner.stream().storeId() + ", already");
        }
        if (unsigned != (owner.keyId() == 0)) {
            throw new UsageException("the agent's events are "
                    + (unsigned ? "signed; that cannot be given up" : "not signed; say --unsigned again"));
        }
        return owner.server(server.address());
    }

    /** A key that is missing in an old directory is not made anew: the server knows the old one. */
    private static @Nullable AgentSigner signer(AgentHome home, OutboxProfile owner, Optional<OutboxFacts> found) {
        if (owner.keyId() == 0) {
            return null;
        }
        if (found.isEmpty()) {
            home.makeSigningKey(owner.keyId());
        }
        return home.signer(owner, found);
    }

    private void keepApiKey(AgentHome home) {
        String apiKey = server.apiKeyOnCommandLine();
        if (apiKey != null) {
            home.apiKeyFile().write(apiKey);
        }
    }

    private static Optional<String> register(AgentHome home, OutboxProfile owner) {
        home.registrationFile().delete();
        try (HttpTransport transport = home.transport(owner)) {
            return new KeyRegistrar(home, owner).attempt(transport);
        }
    }

    private void report(AgentHome home, OutboxProfile owner, @Nullable AgentSigner signer, Optional<String> problem) {
        ObjectNode json = EventView.profile(owner);
        StringBuilder text = new StringBuilder("agent " + owner.agentId() + " in " + home.directory());
        if (signer != null) {
            String publicKey = signer.key().publicKey().toHex();
            Optional<Instant> revokedAt = home.key().flatMap(key -> Optional.ofNullable(key.revokedAt()));
            json.put("public_key", publicKey).put("key_registered", problem.isEmpty());
            json.put("key_revoked_at", revokedAt.map(Instant::toString).orElse(null));
            text.append("\n  public key ").append(publicKey);
            text.append(
                            problem.isEmpty()
                                    ? ", registered as key "
                                    : revokedAt.isPresent() ? ", revoked as key " : ", not registered as key ")
                    .append(owner.keyId());
        }
        options.print(json, text.toString());
        problem.ifPresent(options::note);
    }
}
