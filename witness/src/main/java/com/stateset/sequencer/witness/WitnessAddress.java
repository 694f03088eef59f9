package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.VerifierKey;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A witness to ask: its key, under its name, and where it listens.
 *
 * @param key the key that its cosignatures are verified with
 * @param url the prefix that {@code /add-checkpoint} comes behind; http or https
 */
public record WitnessAddress(VerifierKey key, URI url) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the key is not a witness's, or the URL not one of HTTP
     */
    public WitnessAddress {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (key.type() != VerifierKey.Type.COSIGNATURE) {
            throw new IllegalArgumentException("not the key of a witness (its type is not 4): " + key);
        }
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("not an address such as https://witness.example.com: " + url);
        }
    }

    /**
     * Reads a list of witnesses: each a vkey, a space and a URL, separated by commas.
     *
     * @throws IllegalArgumentException if it is not such a list, or has a witness's name or key twice
     */
    public static List<WitnessAddress> parseList(String list) {
        List<WitnessAddress> addresses = Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .map(WitnessAddress::parse)
                .toList();
        requireDistinct(addresses);
        return addresses;
    }

    /** A witness that stands there twice, or under two names, would count as two for a quorum. */
    static void requireDistinct(List<WitnessAddress> addresses) {
        long names = addresses.stream().map(WitnessAddress::name).distinct().count();
        long keys = addresses.stream()
                .map(address -> ByteBuffer.wrap(address.key().publicKey()))
                .distinct()
                .count();
        if (Math.min(names, keys) < addresses.size()) {
            throw new IllegalArgumentException("the same witness stands in the list twice");
        }
    }

    private static WitnessAddress parse(String pair) {
        String[] parts = pair.split("\\s+", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("not a vkey, a space and a URL: \"" + pair + "\"");
        }
        return new WitnessAddress(VerifierKey.parse(parts[0]), URI.create(parts[1]));
    }

    /** The name of the witness. */
    public String name() {
        return key.name();
    }

    URI addCheckpoint() {
        return URI.create(url.toString().replaceFirst("/+$", "") + "/add-checkpoint");
    }
}
