package com.stateset.sequencer.event;

import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import com.stateset.sequencer.json.SentJson;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A member of random bits, so that a hash of the payload tells nothing to one who tries all payloads that are likely. */
final class PayloadSalt {

    private static final String MEMBER = "_salt";
    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PayloadSalt() {}

    /**
     * Returns a payload with a salt, in canonical form. What is not JSON stays as it is: ingestion will say so.
     *
     * @throws IllegalArgumentException if it is no object, or has such a member already
     */
    static SentJson add(SentJson payload) {
        String text;
        try {
            text = payload.toCanonical().toString();
        } catch (InvalidJsonException e) {
            return payload;
        }
        if (!text.startsWith("{")) {
            throw new IllegalArgumentException("only a payload that is an object can be salted");
        }
        byte[] salt = new byte[BYTES];
        RANDOM.nextBytes(salt);
        String members = text.equals("{}") ? "}" : "," + text.substring(1);
        String salted = "{\"" + MEMBER + "\":\"" + HexFormat.of().formatHex(salt) + "\"" + members;
        try {
            return SentJson.of(CanonicalJson.parse(salted));
        } catch (InvalidJsonException e) {
            throw new IllegalArgumentException("the payload has a member " + MEMBER + " already", e);
        }
    }
}
