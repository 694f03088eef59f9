package com.stateset.sequencer.protocol;

import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message of {@code GET /events/stream} (WHATWG HTML, section 9.2): its id is a sequence number, its data one line: the event with that
 * number, or that the stream has come so far. A client that comes back sends the last id it has seen in {@value #LAST_EVENT_ID} and misses
 * nothing.
 *
 * @param sequenceNumber an event's place
 * @param data the event, in the form that it is sent in, or a {@link HeadNotice}
 */
public record ServerSentEvent(long sequenceNumber, Object data) {

    /** The media type of such a stream. */
    public static final String CONTENT_TYPE = "text/event-stream";

    /** The header that tells where a client goes on. */
    public static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "event: head\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENDED = "event: end\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Says that a stream has come so far. */
    public static ServerSentEvent head(long sequenceNumber) {
        return new ServerSentEvent(sequenceNumber, new HeadNotice(sequenceNumber));
    }

    /** Writes the message, a notice with the type {@code head}; canonical payloads have no line breaks. */
    public void writeTo(OutputStream out) throws IOException {
        if (data instanceof HeadNotice) {
            out.write(HEAD);
        }
        out.write(("id: " + sequenceNumber).getBytes(StandardCharsets.US_ASCII));
        out.write(DATA);
        ProtocolJson.write(new Unflushed(out), data);
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
