package com.stateset.sequencer.server.http;

import com.stateset.sequencer.server.limits.FairPermits;

/** One of the places that calls take, in the name of one owner at a time. For one thread. */
public final class CallPlace implements AutoCloseable {

    private final FairPermits places;
    private Object owner;

    /**
     * Takes a place.
     *
     * @throws ApiException with 503 if all are taken, or its owner has all that one may have
     */
    public CallPlace(FairPermits places, Object owner) {
        if (!places.tryTake(owner, 1)) {
            throw new ApiException(Errors.BUSY);
        }
        this.places = places;
        this.owner = owner;
    }

    /**
     * Goes on in the name of another owner, whose call it turned out to be; there is one place all the time.
     *
     * @throws ApiException with 503 if that one has all that one may have; then it stays the first one's until it is closed
     */
    public void passTo(Object next) {
        if (!places.pass(owner, next, 1)) {
            throw new ApiException(Errors.BUSY);
        }
        owner = next;
    }

    /** Gives the place back. To be called once. */
    @Override
    public void close() {
        places.giveBack(owner, 1);
    }
}
