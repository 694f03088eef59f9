package com.stateset.sequencer.json;

import java.io.Serial;

/** The text is not JSON, or is JSON that is refused because it means different things to different readers. */
public final class InvalidJsonException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;

    InvalidJsonException(String path, String problem) {
        super(path + ": " + problem);
        this.path = path;
        this.problem = problem;
    }

    /**
     * Returns where the problem is: {@code $} for the whole text, else like {@code $.lines[0].qty} or {@code $['a b']}. Holds
     * printable characters only; long names and long paths are shortened with {@code …}.
     */
    public String path() {
        return path;
    }

    /** Returns what is wrong there, as a short clause without the path. */
    public String problem() {
        return problem;
    }
}
