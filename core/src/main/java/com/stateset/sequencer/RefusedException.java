package com.stateset.sequencer;

import com.stateset.sequencer.event.Rejection;

/** An event that admission refuses: a way out of the checks, without the cost of a stack trace. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    RefusedException(Rejection rejection) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    Rejection rejection() {
        return rejection;
    }
}
