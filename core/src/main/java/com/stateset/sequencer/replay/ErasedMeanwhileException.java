package com.stateset.sequencer.replay;

/** An entity was read while it was erased: partly before, partly after. It is read again; if that does not help, its rows are damaged. */
final class ErasedMeanwhileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ErasedMeanwhileException(String message) {
        super(message);
    }
}
