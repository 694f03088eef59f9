package com.stateset.sequencer.postgres.replica;

/** A replica was found not to hold what the primary does, before anything was read from it. */
final class UnfitReplicaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ReplicaState state;

    UnfitReplicaException(ReplicaState state) {
        super(state.sentence(), null, false, false);
        this.state = state;
    }

    ReplicaState state() {
        return state;
    }
}
