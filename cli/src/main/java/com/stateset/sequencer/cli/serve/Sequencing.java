package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.CommitmentPolicy;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.protocol.json.WireText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Who the server sequences as, and when it commits to streams by itself. Immutable.
 *
 * @param signingKeys what receipts and commitments are signed with, the current key first, then earlier ones; if empty, an
 *     embedded store's server has a key of its own, and others sign nothing
 * @param sequencerId who sequences; if empty, who the store says
 * @param commitments when streams are committed to without being asked for
 */
record Sequencing(List<SigningKey> signingKeys, Optional<UUID> sequencerId, CommitmentPolicy commitments) {

    private static final String KEY = "VES_SEQUENCER_SIGNING_KEY";
    private static final String KEYS = "VES_SEQUENCER_SIGNING_KEYS";
    private static final String ID = "VES_SEQUENCER_ID";

    Sequencing {
        signingKeys = List.copyOf(signingKeys);
        Objects.requireNonNull(sequencerId, "sequencerId");
        Objects.requireNonNull(commitments, "commitments");
    }

    static Sequencing from(Settings settings) {
        return new Sequencing(signingKeys(settings), sequencerId(settings), commitments(settings));
    }

    private static List<SigningKey> signingKeys(Settings settings) {
        Optional<SigningKey> single = settings.secret(KEY).map(text -> signingKey(KEY, text));
        List<SigningKey> listed = settings.secret(KEYS).map(Sequencing::listed).orElse(List.of());
        if (listed.isEmpty()) {
            return single.map(List::of).orElse(List.of());
        }
        if (single.isPresent() && !single.get().publicKey().equals(listed.get(0).publicKey())) {
            throw new ConfigurationException(
                    KEY + " and " + KEYS + " contradict each other: the first key of the latter must be the former.");
        }
        return listed;
    }

    private static List<SigningKey> listed(String texts) {
        List<SigningKey> keys = new ArrayList<>();
        for (String text : texts.split(",", -1)) {
            keys.add(signingKey(KEYS, text));
        }
        return keys;
    }

    /** The sentence must not repeat the secret. */
    private static SigningKey signingKey(String name, String text) {
        try {
            return SigningKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(name + " cannot be used: " + e.getMessage() + ".");
        }
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

    private static CommitmentPolicy commitments(Settings settings) {
        OptionalInt events = settings.positiveNumber("COMMIT_EVERY_EVENTS");
        OptionalInt seconds = settings.positiveNumber("COMMIT_EVERY_SECONDS");
        CommitmentPolicy policy =
                events.isPresent() ? CommitmentPolicy.everyEvents(events.getAsInt()) : CommitmentPolicy.onRequest();
        return seconds.isPresent() ? policy.orAfter(Duration.ofSeconds(seconds.getAsInt())) : policy;
    }
}
