package com.stateset.sequencer.cli.agent.folder;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.OutboxFacts;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.history.EquivocationCheck;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sealing.PayloadKeyring;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.OwnKey;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The directory of an agent: its outbox and its secrets. */
public record AgentHome(Path directory) {

    /** The id of the key that an agent begins with. */
    public static final long FIRST_KEY = 1;

    private static final String API_KEY_VARIABLE = "SEQUENCER_API_KEY";

    /** What the outbox's file says; empty if there is no agent yet. */
    public Optional<OutboxFacts> found() {
        AgentDirectory.secure(directory);
        return inspect();
    }

    private Optional<OutboxFacts> inspect() {
        return Files.isDirectory(directory) ? SqliteOutbox.inspect(outboxFile()) : Optional.empty();
    }

    /**
     * What the outbox's file says.
     *
     * @throws UsageException if there is no agent
     */
    public OutboxFacts facts() {
        return found().orElseThrow(() -> new UsageException(
                "there is no agent in " + directory + "; 'agent init --data " + directory + "' makes one"));
    }

    /** Opens the outbox, with the agent's key if it has one. */
    public SqliteOutbox open() {
        return open(facts());
    }

    /** Opens the outbox likewise, whose file says this. */
    public SqliteOutbox open(OutboxFacts facts) {
        return SqliteOutbox.reopen(
                outboxFile(),
                owner -> owner.keyId() == 0 ? null : signer(owner, Optional.of(facts)),
                encryption(facts));
    }

    /** Opens the outbox for those who do not sign. */
    public SqliteOutbox openWithoutKey() {
        return openWithoutKey(facts());
    }

    public SqliteOutbox openWithoutKey(OutboxFacts facts) {
        return SqliteOutbox.reopen(outboxFile(), owner -> null, encryption(facts));
    }

    /** How the payloads in the outbox are kept: the outbox says so itself. */
    public PayloadEncryption encryption(OutboxFacts facts) {
        Mode mode = facts.payloadEncryption();
        return mode == Mode.DISABLED ? PayloadEncryption.disabled() : encryption(mode);
    }

    private PayloadEncryption encryption(Mode mode) {
        PayloadKeyring keys = payloadKeys().ring();
        if (keys.isEmpty()) {
            throw new UnusableFileException(
                    "the payloads in " + outboxFile() + " are encrypted, and their keys are neither in "
                            + payloadKeys().file().path() + " nor in PAYLOAD_ENCRYPTION_KEY or _KEYS",
                    null);
        }
        return PayloadEncryption.of(mode, keys);
    }

    public PayloadKeys payloadKeys() {
        return new PayloadKeys(new PrivateFile(directory.resolve("payload-keys")), System.getenv());
    }

    /** What is known of the key that signs; empty in a folder that no command of this version has worked in. */
    public Optional<OutboxKey> key() {
        return inspect().flatMap(OutboxFacts::key);
    }

    /** Asks the server's directory for the agent's keys: see {@link OwnKey#ask}, which keeps it if the key was revoked. */
    @CanIgnoreReturnValue
    public KeyDirectory keyDirectory(HttpTransport transport) {
        try (SqliteOutbox outbox = open()) {
            return OwnKey.ask(outbox, transport);
        }
    }

    /** The way to the server. */
    public HttpTransport transport(OutboxProfile owner) {
        return transport(owner, apiKey());
    }

    /** The same on the API key in a file. */
    public HttpTransport transport(OutboxProfile owner, Path apiKeyFile) {
        return transport(
                owner,
                new PrivateFile(apiKeyFile)
                        .read()
                        .orElseThrow(() -> new UsageException("there is no file " + apiKeyFile)));
    }

    private HttpTransport transport(OutboxProfile owner, @Nullable String apiKey) {
        URI server = owner.server();
        if (server == null) {
            throw new UsageException("the agent in " + directory + " has no server; 'agent init' sets it");
        }
        return HttpTransport.to(server, apiKey);
    }

    /** Signs with the key that the profile names. */
    public AgentSigner signer(OutboxProfile owner) {
        return signer(owner, inspect());
    }

    /** Signs likewise, where the outbox's file says this; empty if there is none yet. */
    public AgentSigner signer(OutboxProfile owner, Optional<OutboxFacts> found) {
        PrivateFile file = signingKeyFile(owner.keyId());
        String text = file.read()
                .orElseThrow(() -> new UnusableFileException(
                        "the agent's key, " + file.path() + ", is missing; without it nothing can be signed", null));
        try {
            AgentSigner signer = new AgentSigner(owner.agentId(), owner.keyId(), SigningKey.parse(text));
            requireOwn(signer, file, found.flatMap(OutboxFacts::key));
            return signer;
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException("the agent's key, " + file.path() + ", is none: " + e.getMessage(), e);
        }
    }

    private static void requireOwn(AgentSigner signer, PrivateFile file, Optional<OutboxKey> kept) {
        Optional<Ed25519PublicKey> known =
                kept.filter(key -> key.keyId() == signer.keyId()).flatMap(key -> Optional.ofNullable(key.publicKey()));
        Ed25519PublicKey found = signer.key().publicKey();
        if (known.isPresent() && !known.get().equals(found)) {
            throw new UnusableFileException(
                    file.path() + " holds another key than the agent's: " + found.toHex() + ", not "
                            + known.get().toHex()
                            + ", which is key " + signer.keyId() + " of agent " + signer.agentId()
                            + "; put the agent's own file back",
                    null);
        }
    }

    public Path outboxFile() {
        return directory.resolve("outbox.db");
    }

    /** One file for each key, so that the profile alone decides which of them signs. */
    public PrivateFile signingKeyFile(long keyId) {
        return new PrivateFile(directory.resolve(keyId == FIRST_KEY ? "signing-key" : "signing-key-" + keyId));
    }

    /** Makes a key, unless there is one of that id. */
    public void makeSigningKey(long keyId) {
        PrivateFile file = signingKeyFile(keyId);
        if (!file.exists()) {
            file.write(HexFormat.of().formatHex(SigningKey.generate().toSeed()));
        }
    }

    public PrivateFile apiKeyFile() {
        return new PrivateFile(directory.resolve("api-key"));
    }

    /** Names the server that has the agent's public key, once it has been registered from here. */
    public PrivateFile registrationFile() {
        return new PrivateFile(directory.resolve("key-registered"));
    }

    /** Keeps what convicts a key that has signed two histories, and returns the file. A proof is never written over. */
    public Path keepEvidence(EquivocationEvidence evidence) {
        PrivateFile file = new PrivateFile(directory.resolve("evidence-" + evidence.size() + ".json"));
        if (!file.read().map(AgentHome::isProof).orElse(false)) {
            file.write(new String(evidence.toJson(), StandardCharsets.UTF_8));
        }
        return file.path();
    }

    private static boolean isProof(String json) {
        try {
            EquivocationEvidence kept = EquivocationEvidence.parse(json.getBytes(StandardCharsets.UTF_8));
            return !EquivocationCheck.check(kept, Set.of()).isEmpty();
        } catch (InvalidMessageException | VerificationException e) {
            return false;
        }
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
