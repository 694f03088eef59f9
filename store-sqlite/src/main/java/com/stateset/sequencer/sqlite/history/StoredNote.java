package com.stateset.sequencer.sqlite.history;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedNote;
import java.nio.charset.StandardCharsets;

/** Reads signed notes, which are stored as the text they are. Whether their signatures are good is the signer's to check. */
final class StoredNote {

    private StoredNote() {}

    /**
     * Reads a note.
     *
     * @throws StoreFailedException if the text is not of that form, with {@code what} as the subject of its message
     */
    static SignedNote parse(String text, String what) {
        try {
            return SignedNote.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (LogVerificationException e) {
            throw new StoreFailedException(what + " is damaged: " + e.getMessage(), e);
        }
    }
}
