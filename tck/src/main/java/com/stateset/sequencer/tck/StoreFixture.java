package com.stateset.sequencer.tck;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.CompactRange;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * Puts a right edge in the place of the one that is stored with a stream's head, behind the back of all stores, and removes
     * the stored hashes of tiles beyond its size: what an older version leaves behind, or someone who alters the database.
     *
     * @param edge its size, and so the size of the tree; the head stays
     * @param root what is stored as the root it folds to; null for a size of 0
     * @return false if the place does not keep edges apart from its events; what needs it is then left out
     */
    default boolean storeEdge(String place, StreamId stream, CompactRange edge, @Nullable Hash root) {
        return false;
    }

    /**
     * Deletes the data keys of all entities, behind the back of all stores.
     *
     * @return false if the place keeps none
     */
    default boolean deleteDataKeys(String place) {
        return false;
    }

    /**
     * Brings all of a place to the disk and makes a backup of it, for tests that look for text there. Stores may be open.
     *
     * @param folder where the backup goes
     * @param encryptedLater whether to do first what the store's documentation asks for after payloads were encrypted that had been
     *     plain; what only the passing of time removes, such as an old write-ahead log, is then left out
     * @return files and folders with all that there is; empty for a place in memory
     */
    default List<Path> atRest(String place, Path folder, boolean encryptedLater) {
        return List.of();
    }

    /**
     * Whether a place keeps its events when its stores are closed, and takes several stores at once. Defaults to yes. If not,
     * the tests that want another store there use the same one.
     */
    default boolean outlivesItsStores() {
        return true;
    }
}
