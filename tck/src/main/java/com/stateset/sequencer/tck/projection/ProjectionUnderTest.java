package com.stateset.sequencer.tck.projection;

import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionTable;
import java.util.List;

/** A projection, apart from what the store under test lets it write through. Its SQL must suit every database. */
public interface ProjectionUnderTest {

    String name();

    int version();

    List<ProjectionTable> tables();

    default ReadFilter events() {
        return ReadFilter.ALL;
    }

    void apply(SequencedEvent event, ProjectionSql sql) throws Exception;
}
