package com.stateset.sequencer.merkle;

/** An inclusion proof does not prove what it was asked to prove. */
public final class InvalidProofException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProofProblem.Reason reason;

    InvalidProofException(ProofProblem problem) {
        super(problem.message());
        this.reason = problem.reason();
    }

    /** Returns the kind of problem; the message says which values do not fit. */
    public ProofProblem.Reason reason() {
        return reason;
    }
}
