package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.rows.RowText;
import java.io.ByteArrayOutputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be done about a row. */
sealed interface Item {

    /** Where the row stands. */
    RowText source();

    /** It goes to the server, as JSON. */
    final class Outgoing implements Item {

        private final RowText source;
        private final UUID eventId;
        private final byte[] json;

        /** Takes the event's JSON over without copying it. */
        Outgoing(RowText source, UUID eventId, byte[] json) {
            this.source = source;
            this.eventId = eventId;
            this.json = json;
        }

        @Override
        public RowText source() {
            return source;
        }

        UUID eventId() {
            return eventId;
        }

        int length() {
            return json.length;
        }

        void writeTo(ByteArrayOutputStream out) {
            out.writeBytes(json);
        }
    }

    /**
     * It goes to the file of rejected rows.
     *
     * @param reason as the server words it, or {@code unreadable_row} for a row that was not sent
     * @param message one sentence for a person
     */
    record Refused(RowText source, @Nullable UUID eventId, String reason, String message) implements Item {}
}
