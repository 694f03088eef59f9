package com.stateset.sequencer.sync;

/** What an agent's copy of a stream was compared with. The order is that of what it is worth. */
public enum HistoryBasis {
    /** With nothing yet. */
    UNCHECKED,
    /** With nothing: the server shows no history tree. Each event was checked by itself, when it was pulled. */
    NOT_SHOWN,
    /** With the root of the server's tree, which no key signs: the server's word of that moment. */
    UNSIGNED,
    /** With a checkpoint that the pinned key has signed. */
    SIGNED
}
