package com.stateset.sequencer.cli.rows;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a table row by row, blank lines left out. Not thread-safe. */
interface CellReader extends Closeable {

    /** Returns the next row, or null at the end. */
    @Nullable
    Cells next() throws IOException;

    /**
     * A row taken apart.
     *
     * @param source where it stands
     * @param values its cells; meaningless if there is a problem
     * @param problem why it could not be taken apart, or null
     */
    record Cells(
            RowText source, List<String> values, @Nullable String problem) {

        public Cells {
            values = List.copyOf(values);
        }
    }
}
