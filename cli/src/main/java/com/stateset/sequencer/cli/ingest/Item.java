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
        private final @Nullable Long number;
        private final byte[] json;

        /**
         * Takes the event's JSON over without copying it.
         *
         * @param number the sequence number that the row says it has, if it says one
         */
        Outgoing(RowText source, UUID eventId, @Nullable Long number, byte[] json) {
            this.source = source;
            this.eventId = eventId;
            this.number = number;
            this.json = json;
        }

        @Override
        public RowText source() {
            return source;
        }

        UUID eventId() {
            return eventId;
        }

        @Nullable
        Long number() {
            return number;
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
