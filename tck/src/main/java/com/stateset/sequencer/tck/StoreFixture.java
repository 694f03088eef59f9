package com.stateset.sequencer.tck;

import com.stateset.sequencer.spi.EventStore;

/**
 * Makes places for stores to live in, and opens stores there. Thread-safe.
 *
 * <p>A fixture that other processes are to use needs a public class with a public
 * constructor without parameters: the other JVM makes its own one and opens the place by its name.
 */
public interface StoreFixture {

    /**
     * Makes a new place without events: a file, a schema, a database.
     *
     * @return its name, which holds all that it takes to open it, also from another process
     */
    String create();

    /** Opens a store at a place. Every call opens one more, independent of those already open, as another process would. */
    EventStore open(String place);

    /** Removes a place and all its events. Stores opened there are closed by then. */
    void delete(String place);

    /**
     * Whether a place keeps its events when its stores are closed, and takes several stores at once. Defaults to yes. If not,
     * the tests that want another store there use the same one.
     */
    default boolean outlivesItsStores() {
        return true;
    }
}
