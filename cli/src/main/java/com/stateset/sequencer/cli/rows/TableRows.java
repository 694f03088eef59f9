package com.stateset.sequencer.cli.rows;

import com.stateset.sequencer.cli.rows.CellReader.Cells;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events from a table's rows. */
final class TableRows implements RowReader {

    private final CellReader cells;
    private final TableMapping.Bound mapping;

    private TableRows(CellReader cells, TableMapping.Bound mapping) {
        this.cells = cells;
        this.mapping = mapping;
    }

    /**
     * Starts to read a table.
     *
     * @param names the columns' names; if empty, the header has them
     * @param header whether the first row is a header
     * @throws UnusableInputException if the mapping does not fit the table
     */
    static TableRows of(CellReader cells, List<String> names, boolean header, TableMapping mapping, RowIds ids)
            throws IOException {
        List<String> columns = header ? header(cells, names) : names;
        return new TableRows(cells, mapping.bind(new TableColumns(columns), ids));
    }

    @Override
    public @Nullable Row next() throws IOException {
        Cells row = cells.next();
        if (row == null) {
            return null;
        }
        if (row.problem() != null) {
            return new Row.Unreadable(row.source(), row.problem(), null);
        }
        try {
            return new Row.Read(row.source(), mapping.event(row.source(), row.values()), null);
        } catch (BadRowException e) {
            return new Row.Unreadable(row.source(), String.valueOf(e.getMessage()), null);
        }
    }

    @Override
    public void close() throws IOException {
        cells.close();
    }

    private static List<String> header(CellReader cells, List<String> names) throws IOException {
        Cells header = cells.next();
        if (header == null) {
            throw new UnusableInputException("the file is empty; a header was expected");
        }
        if (header.problem() != null) {
            throw new UnusableInputException(
                    "line " + header.source().line() + " should be the header, but " + header.problem());
        }
        if (!names.isEmpty() && names.size() != header.values().size()) {
            throw new UnusableInputException("--columns names " + names.size() + " columns, but the header has "
                    + header.values().size());
        }
        return names.isEmpty() ? header.values().stream().map(String::strip).toList() : names;
    }
}
