package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.projection.TransactionalProjection;
import com.stateset.sequencer.tck.StoreFixture;
import java.util.List;

/**
 * A {@link StoreFixture} for stores that carry projections. Thread-safe. Its places keep what they hold, and other JVMs use
 * them: so it is a public class with a public constructor without parameters.
 */
public interface ProjectionFixture extends StoreFixture {

    /** Lets a projection write through what the store gives. */
    TransactionalProjection<?> adapt(ProjectionUnderTest projection);

    /** Reads rows as an application beside the store does, all values as text, for unqualified names of projections' tables. */
    List<List<String>> query(String place, String sql);

    /** Changes something behind the store's back, for unqualified names of projections' tables. */
    void execute(String place, String sql);

    /** The name, for {@link #execute}, of the table that a build has for one of its projection's. */
    String tableName(long buildId, String table);

    /** Changes the leaf hash of all stored events with this number, as if the place held another history. */
    void forgeLeaf(String place, long sequenceNumber);

    /** Changes the state root of every commitment, as if the place held another chain. */
    void forgeStateRoots(String place);

    /** Makes all stored events behind this number unknown, as a restored backup does. */
    void shorten(String place, long head);

    /** Does to those who use a place what may happen at any time: breaks their connections, or gets in their way. */
    void disturb(String place);
}
