package com.stateset.sequencer.cli.rows;

import com.stateset.sequencer.event.NewEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a row of a file turned out to be. */
public sealed interface Row {

    /** Where it stands. */
    RowText source();

    /**
     * An event.
     *
     * @param number the sequence number that the row says it has, if it says one
     */
    record Read(RowText source, NewEvent event, @Nullable Long number) implements Row {}

    /**
     * Not an event.
     *
     * @param reason one sentence
     * @param commandId the command that the row says it belongs to, if that much could be read
     */
    record Unreadable(
            RowText source, String reason, @Nullable UUID commandId) implements Row {}
}
