package com.stateset.sequencer.cli.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.StreamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads rows from text, for tests. */
final class ReadRows {

    static final String EPOCH = "1970-01-01T00:00:00Z";
    static final UUID AGENT = UUID.fromString("99999999-9999-4999-8999-999999999999");
    static final RowIds IDS = new RowIds(new StreamId(new UUID(1, 1), new UUID(2, 2)));

    private ReadRows() {}

    static List<Row> ndjson(String file) throws IOException {
        return all(new NdjsonRows(lines(file), IDS, EPOCH, AGENT));
    }

    static List<Row> table(String file, List<String> columns, TableMapping mapping) throws IOException {
        return all(TableRows.of(new CsvCells(lines(file), ','), columns, columns.isEmpty(), mapping, IDS));
    }

    static NewEvent event(Row row) {
        return ((Row.Read) row).event();
    }

    static String payload(Row row) {
        return new String(event(row).payload(), UTF_8);
    }

    static String reason(Row row) {
        return ((Row.Unreadable) row).reason();
    }

    static LineReader lines(String file) throws IOException {
        return new LineReader(new ByteArrayInputStream(file.getBytes(UTF_8)), UTF_8);
    }

    private static List<Row> all(RowReader reader) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (reader) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
