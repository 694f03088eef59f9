package com.stateset.sequencer.sqlite;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.spi.PageContent;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.result.ResultIterator;

/** Some of a query's events. */
record Page(PageContent content) {

    static Page read(ResultIterable<SequencedEvent> query, int limit) {
        try (ResultIterator<SequencedEvent> rows = query.iterator()) {
            return new Page(PageContent.take(rows, limit));
        }
    }
}
