package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.CommitmentPolicy;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.protocol.json.WireText;
import com.stateset.sequencer.schema.SchemaMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Who the server sequences as, when it commits to streams by itself, and what it demands of payloads. Immutable.
 *
 * @param signingKeys what receipts and commitments are signed with, the current key first, then earlier ones; if empty, an
 *     embedded store's server has a key of its own, and others sign nothing
 * @param sequencerId who sequences; if empty, who the store says
 * @param commitments when streams are committed to without being asked for
 * @param schemas what becomes of events whose payloads do not fit their schemas
 */
record Sequencing(
        List<SigningKey> signingKeys, Optional<UUID> sequencerId, CommitmentPolicy commitments, SchemaMode schemas) {

    private static final String KEY = "VES_SEQUENCER_SIGNING_KEY";
    private static final String KEYS = "VES_SEQUENCER_SIGNING_KEYS";
    private static final String ID = "VES_SEQUENCER_ID";
    private static final String SCHEMAS = "SCHEMA_VALIDATION_MODE";
    private static final KeyVariables<SigningKey> SIGNING_KEYS =
            new KeyVariables<>(SigningKey::parse, SigningKey::publicKey);

    Sequencing {
        signingKeys = List.copyOf(signingKeys);
        Objects.requireNonNull(sequencerId, "sequencerId");
        Objects.requireNonNull(commitments, "commitments");
        Objects.requireNonNull(schemas, "schemas");
    }

    static Sequencing from(Settings settings) {
        return new Sequencing(
                SIGNING_KEYS.read(settings, KEY, KEYS),
                sequencerId(settings),
                commitments(settings),
                schemas(settings));
    }

    private static Optional<UUID> sequencerId(Settings settings) {
        return settings.text(ID).map(Sequencing::sequencerId);
    }

    private static UUID sequencerId(String text) {
        try {
            return WireText.uuid(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ID + " is \"" + text + "\"; it " + e.getMessage() + ".");
        }
    }

    private static SchemaMode schemas(Settings settings) {
        String word = settings.text(SCHEMAS, SchemaMode.DISABLED.text());
        return Arrays.stream(SchemaMode.values())
                .filter(mode -> mode.text().equals(word))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        SCHEMAS + " is \"" + word + "\"; it must be disabled, warn, enforce or required."));
    }

    private static CommitmentPolicy commitments(Settings settings) {
        OptionalInt events = settings.positiveNumber("COMMIT_EVERY_EVENTS");
        OptionalInt seconds = settings.positiveNumber("COMMIT_EVERY_SECONDS");
        CommitmentPolicy policy =
                events.isPresent() ? CommitmentPolicy.everyEvents(events.getAsInt()) : CommitmentPolicy.onRequest();
        return seconds.isPresent() ? policy.orAfter(Duration.ofSeconds(seconds.getAsInt())) : policy;
    }
}
