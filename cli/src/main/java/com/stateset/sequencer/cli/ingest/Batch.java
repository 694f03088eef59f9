package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.ingest.Item.Outgoing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Rows that are settled together: what goes to the server in one request, and what was refused on the way.
 *
 * @param items in the order of the file; at least one
 */
record Batch(List<Item> items) {

    Batch {
        items = List.copyOf(items);
    }

    /** What goes to the server; may be empty. */
    List<Outgoing> outgoing() {
        return items.stream()
                .filter(Outgoing.class::isInstance)
                .map(Outgoing.class::cast)
                .toList();
    }

    /** How many bytes of the file lie up to the end of the batch. */
    long position() {
        return items.get(items.size() - 1).source().position();
    }

    /** The request's body: the same bytes however often it is asked for. */
    byte[] body(UUID agent) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("{\"agent_id\":\"" + agent + "\",\"events\":").getBytes(StandardCharsets.US_ASCII));
        char separator = '[';
        for (Outgoing event : outgoing()) {
            body.write(separator);
            event.writeTo(body);
            separator = ',';
        }
        body.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    /** Names its lines, for messages. */
    String lines() {
        return "lines " + items.get(0).source().line() + " to "
                + items.get(items.size() - 1).source().line();
    }
}
