package com.stateset.sequencer.cli.ingest;

import com.stateset.sequencer.cli.ingest.Item.Outgoing;
import com.stateset.sequencer.cli.ingest.Item.Refused;
import com.stateset.sequencer.cli.rows.Row;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.cli.rows.RowText;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.ingest.UnsignedEnvelope;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Cuts rows into units that must travel in one batch: the rows of a command, or a single row. Not thread-safe.
 *
 * <p>A command goes in as a whole or not at all, and once it is in, nothing can be added to it. So if one of its rows cannot be
 * read, the others wait with it; and a row of which nothing can be read holds back the commands right before and behind it,
 * because it may belong to either. Mended and imported again, they go in whole.
 */
final class CommandUnits {

    static final String UNREADABLE = "unreadable_row";

    private final RowReader rows;
    private final StreamId stream;
    private final int maxEvents;
    private final long maxBytes;
    private final Deque<List<Item>> ready = new ArrayDeque<>();
    private final List<Outgoing> command = new ArrayList<>();
    private long commandBytes;
    private @Nullable UUID commandId;
    private @Nullable UUID spoiledCommand;
    private String spoiledBy = "";
    private long unreadableBefore;

    CommandUnits(RowReader rows, StreamId stream, int maxEvents, long maxBytes) {
        this.rows = rows;
        this.stream = stream;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Returns the items of the next unit, or null at the end. */
    @Nullable
    List<Item> next() throws IOException {
        while (ready.isEmpty()) {
            Row row = rows.next();
            if (row instanceof Row.Read read) {
                take(read);
            } else if (row instanceof Row.Unreadable unreadable) {
                take(unreadable);
            } else {
                finishCommand();
                return ready.poll();
            }
        }
        return ready.remove();
    }

    private void take(Row.Unreadable row) {
        UUID itsCommand = row.commandId();
        if (itsCommand == null || itsCommand.equals(commandId)) {
            spoilCommand("line " + row.source().line() + ", which could not be read, may belong to the same command");
        }
        if (itsCommand != null) {
            finishCommand();
            spoil(itsCommand, "line " + row.source().line() + " of the same command could not be read");
        }
        unreadableBefore = itsCommand == null ? row.source().line() : 0;
        ready.add(List.of(new Refused(row.source(), null, UNREADABLE, row.reason())));
    }

    private void take(Row.Read row) {
        NewEvent event = row.event();
        Outgoing item = new Outgoing(
                row.source(), event.eventId(), row.number(), ProtocolJson.write(UnsignedEnvelope.of(stream, event)));
        UUID itsCommand = event.commandId();
        if (itsCommand == null || !itsCommand.equals(commandId)) {
            finishCommand();
        }
        if (itsCommand == null) {
            ready.add(List.of(item.length() <= maxBytes ? item : tooLarge(item)));
        } else {
            takeOfCommand(item, itsCommand);
        }
        unreadableBefore = 0;
    }

    private void takeOfCommand(Outgoing item, UUID itsCommand) {
        if (commandId == null && unreadableBefore > 0) {
            spoil(itsCommand, "line " + unreadableBefore + ", which could not be read, may belong to the same command");
        }
        if (itsCommand.equals(spoiledCommand)) {
            ready.add(List.of(heldBack(item)));
            return;
        }
        commandId = itsCommand;
        command.add(item);
        commandBytes += item.length();
        if (command.size() > maxEvents || commandBytes > maxBytes) {
            spoilCommand(
                    "its command does not fit into one request of " + maxEvents + " events and " + maxBytes + " bytes");
        }
    }

    private void spoilCommand(String why) {
        if (commandId != null) {
            spoil(commandId, why);
            List<Item> refused = new ArrayList<>();
            command.forEach(item -> refused.add(heldBack(item)));
            forgetCommand();
            ready.add(refused);
        }
    }

    private void finishCommand() {
        if (commandId != null) {
            ready.add(List.copyOf(command));
            forgetCommand();
        }
    }

    private void forgetCommand() {
        commandId = null;
        command.clear();
        commandBytes = 0;
    }

    private void spoil(UUID id, String why) {
        spoiledCommand = id;
        spoiledBy = why;
    }

    private Refused heldBack(Outgoing item) {
        return new Refused(item.source(), item.eventId(), "command_held_back", spoiledBy);
    }

    private Refused tooLarge(Outgoing item) {
        RowText row = item.source();
        return new Refused(
                row,
                item.eventId(),
                UNREADABLE,
                "the event has " + item.length() + " bytes; a request may have " + maxBytes);
    }
}
