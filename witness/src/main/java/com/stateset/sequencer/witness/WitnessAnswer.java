package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.NoteSignature;

/**
 * What a witness answers, in the terms of HTTP.
 *
 * @param status 200, 400, 403, 404, 409 or 422, as C2SP {@code tlog-witness} has them
 * @param mediaType of the body
 * @param body cosignature lines, a size, or a sentence
 */
public record WitnessAnswer(int status, String mediaType, String body) {

    /** What the size in a conflict's answer comes as; without it, a conflict is one of two roots. */
    static final String SIZE = "text/x.tlog.size";

    private static final String TEXT = "text/plain; charset=utf-8";

    static WitnessAnswer cosigned(NoteSignature line) {
        return new WitnessAnswer(200, TEXT, line + "\n");
    }

    /** The proof does not begin at the size that the witness saw last, which is this one. */
    static WitnessAnswer conflict(long latest) {
        return new WitnessAnswer(409, SIZE, latest + "\n");
    }

    static WitnessAnswer refused(int status, String sentence) {
        return new WitnessAnswer(status, TEXT, sentence + "\n");
    }
}
