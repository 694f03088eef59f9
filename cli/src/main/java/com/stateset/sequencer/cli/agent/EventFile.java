package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.rows.InputFile;
import com.stateset.sequencer.cli.rows.InputFormat;
import com.stateset.sequencer.cli.rows.InputPlace;
import com.stateset.sequencer.cli.rows.Row;
import com.stateset.sequencer.cli.rows.RowIds;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.cli.rows.UnusableInputException;
import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sync.OutboxProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A file of events to append, one JSON object a line. */
record EventFile(Path path, OutboxProfile owner, DraftCheck check) {

    /**
     * Reads all events; what a line does not say of id and time is new.
     *
     * @throws UsageException if the file cannot be read, or one of its lines is no valid event
     */
    List<NewEvent> read() {
        if (!new InputPlace(path).isStandardInput() && (!Files.isReadable(path) || Files.isDirectory(path))) {
            throw new UsageException("there is no file " + path + ", or it may not be read");
        }
        try (RowReader rows = open()) {
            return events(rows);
        } catch (IOException | UnusableInputException e) {
            throw new UsageException(path + ": " + e.getMessage());
        }
    }

    private List<NewEvent> events(RowReader rows) throws IOException {
        List<NewEvent> events = new ArrayList<>();
        for (Row row = rows.next(); row != null; row = rows.next()) {
            if (row instanceof Row.Unreadable unreadable) {
                throw wrong(row, unreadable.reason());
            }
            NewEvent event = ((Row.Read) row).event();
            try {
                events.add(check.checked(event));
            } catch (IllegalArgumentException e) {
                throw wrong(row, String.valueOf(e.getMessage()));
            }
        }
        if (events.isEmpty()) {
            throw new UsageException(path + " holds no events");
        }
        return events;
    }

    private UsageException wrong(Row row, String reason) {
        return new UsageException(path + ", line " + row.source().line() + ": " + reason + "; nothing was kept");
    }

    /** Rows get their ids from a name space of this run: appending the same lines again means that it happened again. */
    private RowReader open() throws IOException {
        RowIds freshIds = new RowIds(new StreamId(UUID.randomUUID(), UUID.randomUUID()));
        return new InputFile(
                        new InputPlace(path),
                        StandardCharsets.UTF_8,
                        InputFormat.NDJSON,
                        null,
                        List.of(),
                        false,
                        CreatedAt.now().text(),
                        owner.agentId(),
                        null)
                .open(freshIds);
    }
}
