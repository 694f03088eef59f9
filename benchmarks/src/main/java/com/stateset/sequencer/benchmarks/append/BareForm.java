package com.stateset.sequencer.benchmarks.append;

import java.util.List;

/** How a bare transaction sends its rows. */
enum BareForm {

    /** What anyone would write: {@code createArrayOf} for each column, {@code from unnest(…)}. */
    PLAIN("unnest") {
        @Override
        BareBatch encode(List<BareRow> rows) {
            return PlainBatch.of(rows);
        }
    },

    /** Arrays encoded beforehand in binary, expanded in the select list. */
    TUNED("tuned unnest") {
        @Override
        BareBatch encode(List<BareRow> rows) {
            return TunedBatch.of(rows);
        }
    },

    /** One event as one statement in a transaction of its own. */
    VALUES("one statement") {
        @Override
        BareBatch encode(List<BareRow> rows) {
            return ValuesRow.of(rows);
        }
    },

    /** Binary COPY, encoded beforehand. */
    COPY("binary COPY") {
        @Override
        BareBatch encode(List<BareRow> rows) {
            return CopyBatch.of(rows);
        }
    };

    private final String description;

    BareForm(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    abstract BareBatch encode(List<BareRow> rows);
}
