package com.stateset.sequencer.benchmarks.append;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.benchmarks.workload.AppendWorkload;
import com.stateset.sequencer.benchmarks.workload.EntityMix;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerSubjectTest {

    /** Otherwise each interval would be about the first streams only, however many there are. */
    @Test
    void each_call_goes_on_to_the_next_stream(@TempDir Path folder) {
        SqliteEventStore store = SqliteEventStore.open(folder.resolve("events.db"));
        AppendWorkload workload = new AppendWorkload(1, EntityMix.NEW);
        try (SequencerSubject subject = SequencerSubject.on(store, new Load(1, 1, 5), workload)) {
            for (int interval = 0; interval < 2; interval++) {
                subject.prepare(2);
                subject.call(0, 0);
                subject.call(0, 1);
            }
            List<StreamHead> heads = store.heads(null, 10);
            assertThat(heads)
                    .hasSize(4)
                    .allSatisfy(head -> assertThat(head.head()).isEqualTo(1));
        }
    }
}
