package com.stateset.sequencer.postgres.heads;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.HeadListener;
import com.stateset.sequencer.spi.StreamHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Heads as the text of notifications: {@code <tenant>/<store>=<head>}, several of them with spaces in between.
 * Anybody with access to the database may send on the channel, so only what has exactly this form is taken from
 * a text, and a head that is too high makes a subscription look once in vain.
 */
final class PgHeadPayload {

    /** A notification holds less than 8,000 bytes. */
    private static final int MAX_LENGTH = 7900;

    private static final String UUID_FORM = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern HEAD = Pattern.compile("(" + UUID_FORM + ")/(" + UUID_FORM + ")=([0-9]{1,18})(?: |$)");

    private PgHeadPayload() {}

    /** Writes heads into as few texts as possible. */
    static List<String> of(Collection<StreamHead> heads) {
        List<String> payloads = new ArrayList<>();
        StringBuilder payload = new StringBuilder();
        for (StreamHead head : heads) {
            String text = head.stream() + "=" + head.head();
            if (payload.length() + text.length() + 1 > MAX_LENGTH) {
                payloads.add(payload.toString());
                payload.setLength(0);
            }
            payload.append(payload.isEmpty() ? "" : " ").append(text);
        }
        if (!payload.isEmpty()) {
            payloads.add(payload.toString());
        }
        return payloads;
    }

    /** Hands the listener the heads of a text; anything else that is sent on the channel is passed over. */
    static void read(String payload, HeadListener listener) {
        Matcher head = HEAD.matcher(payload);
        while (head.find()) {
            listener.reached(
                    new StreamId(UUID.fromString(head.group(1)), UUID.fromString(head.group(2))),
                    Long.parseLong(head.group(3)));
        }
    }
}
