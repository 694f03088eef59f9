package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** The sequencer's own signing keys, as far as the environment and the data directory hold them: without them, receipts stay unsigned. */
public final class SigningKeys {

    private static final List<String> VARIABLES = List.of("VES_SEQUENCER_SIGNING_KEYS", "VES_SEQUENCER_SIGNING_KEY");
    private static final String FILE = "sequencer-signing-key";

    private SigningKeys() {}

    /** Reads those of the environment, and the one in the data directory. What is not a key is passed over. */
    public static List<SigningKey> atHand(StoreConfig store, Map<String, String> environment) {
        List<SigningKey> keys = new ArrayList<>();
        for (String variable : VARIABLES) {
            for (String text : environment.getOrDefault(variable, "").split(",", -1)) {
                addIfKey(text, keys);
            }
        }
        store.directory().ifPresent(directory -> addIfKey(content(directory.resolve(FILE)), keys));
        return keys;
    }

    /** The one of them that a server signs with, the latest of the store. No other: what is not known there would become its latest. */
    public static Optional<SigningKey> current(EventStore store, List<SigningKey> atHand) {
        SortedMap<Integer, Ed25519PublicKey> known = store.identity().keys();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Ed25519PublicKey latest = Objects.requireNonNull(known.get(known.lastKey()));
        return atHand.stream().filter(key -> key.publicKey().equals(latest)).findFirst();
    }

    /** Whether a stream ends with an event whose receipt is signed: behind it, an unsigned one is damage to every audit. */
    public static boolean mustSign(EventStore store, StreamId stream) {
        long head = store.head(stream);
        return head > 0
                && store.read(stream, ReadOptions.forwardsFrom(head).limit(1)).events().stream()
                        .anyMatch(last -> last.sequencerKeyVersion() != 0);
    }

    private static void addIfKey(String text, List<SigningKey> keys) {
        try {
            keys.add(SigningKey.parse(text));
        } catch (IllegalArgumentException e) {
            // Nothing, or nothing that could sign.
        }
    }

    private static String content(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
