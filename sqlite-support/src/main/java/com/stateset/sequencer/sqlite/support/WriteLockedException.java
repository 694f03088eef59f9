package com.stateset.sequencer.sqlite.support;

import java.sql.SQLException;

/** Another process, or another thread of this one, held the write lock for too long; nothing was done. */
public final class WriteLockedException extends SQLException {

    private static final long serialVersionUID = 1L;

    WriteLockedException(SQLException cause) {
        super(cause);
    }
}
