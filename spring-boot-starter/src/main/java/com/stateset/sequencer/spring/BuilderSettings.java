package com.stateset.sequencer.spring;

import com.stateset.sequencer.CommitmentPolicy;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.crypto.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Applies properties to a sequencer's builder; what is not set keeps the builder's default, so that defaults stand in one place. Bounds are
 * the builder's, too: a value that it refuses ends the start. Beans that customize the builder come afterwards, and may override all
 * of this.
 */
final class BuilderSettings {

    private final SequencerProperties properties;

    BuilderSettings(SequencerProperties properties) {
        this.properties = properties;
    }

    void applyTo(SequencerBuilder builder) {
        ifSet(properties.id(), builder::sequencerId);
        ifSet(properties.logName(), builder::logName);
        ifSet(properties.headsLogInterval(), builder::headsLogInterval);
        ifSet(properties.closeTimeout(), builder::closeTimeout);
        ifSet(signingKey(), current -> builder.signingKey(current, earlierKeys()));
        ingest(properties.ingest(), builder);
        commitments(properties.commitments(), builder);
    }

    private static void ingest(SequencerProperties.Ingest ingest, SequencerBuilder builder) {
        ifSet(ingest.maxBatchEvents(), builder::maxBatchEvents);
        ifSet(ingest.maxPayload(), size -> builder.maxPayloadBytes(bytes(size)));
        ifSet(ingest.queueTimeout(), builder::queueTimeout);
        ifSet(ingest.lanes(), builder::lanes);
    }

    private static void commitments(SequencerProperties.Commitments when, SequencerBuilder builder) {
        CommitmentPolicy policy = when.everyEvents() == null
                ? CommitmentPolicy.onRequest()
                : CommitmentPolicy.everyEvents(when.everyEvents());
        builder.commitments(when.after() == null ? policy : policy.orAfter(when.after()));
    }

    /** The key itself before the file, and no word of either in a message: properties and failures are logged. */
    private @Nullable SigningKey signingKey() {
        if (properties.signingKey() != null) {
            return key("sequencer.signing-key", properties.signingKey());
        }
        Path file = properties.signingKeyFile();
        if (file == null) {
            return null;
        }
        try {
            return key("sequencer.signing-key-file", Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("sequencer.signing-key-file " + file + " cannot be read", e);
        }
    }

    private SigningKey[] earlierKeys() {
        return properties.earlierSigningKeys().stream()
                .map(text -> key("sequencer.earlier-signing-keys", text))
                .toArray(SigningKey[]::new);
    }

    private static SigningKey key(String property, String text) {
        try {
            return SigningKey.parse(text);
        } catch (IllegalArgumentException e) {
            // Whose message does not repeat the key.
            throw new IllegalArgumentException(property + ": " + e.getMessage(), e);
        }
    }

    /** A size beyond an int is refused and not cut off. */
    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }

    private static <T> void ifSet(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
