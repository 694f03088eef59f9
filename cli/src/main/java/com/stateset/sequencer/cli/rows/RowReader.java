package com.stateset.sequencer.cli.rows;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a file row by row, blank lines left out. Not thread-safe. */
public interface RowReader extends Closeable {

    /** Returns the next row, or null at the end. */
    @Nullable
    Row next() throws IOException;
}
