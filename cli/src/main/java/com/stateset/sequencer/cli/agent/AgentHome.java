package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The directory of an agent: its outbox and its secrets. */
record AgentHome(Path directory) {

    private static final String API_KEY_VARIABLE = "SEQUENCER_API_KEY";

    /** Whose it is; empty if there is no agent yet. */
    Optional<OutboxProfile> profile() {
        return Files.isDirectory(directory) ? SqliteOutbox.profile(outboxFile()) : Optional.empty();
    }

    /**
     * Whose it is.
     *
     * @throws UsageException if there is no agent
     */
    OutboxProfile owner() {
        return profile()
                .orElseThrow(() -> new UsageException(
                        "there is no agent in " + directory + "; 'agent init --data " + directory + "' makes one"));
    }

    /** Opens the outbox, with the agent's key if it has one. */
    SqliteOutbox open() {
        OutboxProfile owner = owner();
        return SqliteOutbox.open(outboxFile(), owner, signer(owner));
    }

    /** Opens the outbox for those who do not sign. */
    SqliteOutbox openWithoutKey() {
        return SqliteOutbox.open(outboxFile(), owner(), null);
    }

    /** The way to the server. */
    HttpTransport transport(OutboxProfile owner) {
        URI server = owner.server();
        if (server == null) {
            throw new UsageException("the agent in " + directory + " has no server; 'agent init' sets it");
        }
        return HttpTransport.to(server, apiKey());
    }

    SigningKey signingKey() {
        PrivateFile file = signingKeyFile();
        String text = file.read()
                .orElseThrow(() -> new UnusableFileException(
                        "the agent's key, " + file.path() + ", is missing; without it nothing can be signed", null));
        try {
            return SigningKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException("the agent's key, " + file.path() + ", is none: " + e.getMessage(), e);
        }
    }

    Path outboxFile() {
        return directory.resolve("outbox.db");
    }

    PrivateFile signingKeyFile() {
        return new PrivateFile(directory.resolve("signing-key"));
    }

    PrivateFile apiKeyFile() {
        return new PrivateFile(directory.resolve("api-key"));
    }

    /** Names the server that has the agent's public key, once it has been registered from here. */
    PrivateFile registrationFile() {
        return new PrivateFile(directory.resolve("key-registered"));
    }

    /** Keeps what convicts a key that has signed two histories, and returns the file. */
    Path keepEvidence(EquivocationEvidence evidence) {
        PrivateFile file = new PrivateFile(directory.resolve("evidence-" + evidence.size() + ".json"));
        file.write(new String(evidence.toJson(), StandardCharsets.UTF_8));
        return file.path();
    }

    private @Nullable AgentSigner signer(OutboxProfile owner) {
        return owner.keyId() == 0 ? null : new AgentSigner(owner.agentId(), owner.keyId(), signingKey());
    }

    private @Nullable String apiKey() {
        return apiKeyFile()
                .read()
                .or(() -> Optional.ofNullable(System.getenv(API_KEY_VARIABLE)))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .orElse(null);
    }
}
