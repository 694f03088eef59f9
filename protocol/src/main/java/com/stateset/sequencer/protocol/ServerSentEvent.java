package com.stateset.sequencer.protocol;

import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An event of {@code GET /events/stream} (WHATWG HTML, section 9.2): its id is the event's sequence number, its data the event on one
 * line. A client that comes back sends the last id it has seen in {@value #LAST_EVENT_ID} and misses nothing.
 *
 * @param sequenceNumber its place
 * @param event the event, in the form that it is sent in
 */
public record ServerSentEvent(long sequenceNumber, Object event) {

    /** The media type of such a stream. */
    public static final String CONTENT_TYPE = "text/event-stream";

    /** The header that tells where a client goes on. */
    public static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENDED = "event: end\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Writes the event; canonical payloads have no line breaks. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(("id: " + sequenceNumber).getBytes(StandardCharsets.US_ASCII));
        out.write(DATA);
        ProtocolJson.write(new Unflushed(out), event);
        out.write(END);
    }

    /**
     * Writes an event of the type {@code end}: why the server ends the stream. It has no id, so a client comes back with that of the last
     * event it got.
     */
    public static void writeEnd(OutputStream out, WireError reason) throws IOException {
        out.write(ENDED);
        ProtocolJson.write(out, reason);
        out.write(END);
    }

    /** Writes a comment, which clients pass over: it shows that the server is still there. */
    public static void writeHeartbeat(OutputStream out) throws IOException {
        out.write(COMMENT);
    }

    /** Leaves it to the caller when the events are sent. */
    private static final class Unflushed extends FilterOutputStream {

        private Unflushed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // the caller does
        }
    }
}
