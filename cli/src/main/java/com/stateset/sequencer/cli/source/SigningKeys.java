package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.crypto.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
