package com.stateset.sequencer.tck.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.RecordedErasure;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tck.StoreContract;
import java.util.List;
import java.util.stream.Collectors;

/** What must hold of a stream with erasures at any moment at which nothing is under way. */
final class ErasureCheck {

    private ErasureCheck() {}

    /** Reads a stream: what a record covers is erased, all else opens. Returns the records. */
    static List<RecordedErasure> of(EventStore store, PayloadEncryption encryption, StreamId stream) {
        List<SequencedEvent> events =
                StoreContract.readAll(encryption.over(store), stream, ReadOptions.forwardsFrom(1));
        List<RecordedErasure> records = events.stream()
                .flatMap(each -> RecordedErasure.of(each).stream())
                .toList();
        assertThat(records).as("records that can be read").hasSize((int) store.version(stream, Erasure.LOG));
        String wrong = events.stream()
                .filter(each -> isErased(each) != records.stream().anyMatch(record -> record.covers(each)))
                .map(each -> each.sequenceNumber() + (isErased(each) ? " is erased" : " is not erased"))
                .collect(Collectors.joining(", "));
        assertThat(wrong).as("events against " + records).isEmpty();
        return records;
    }

    static boolean isErased(SequencedEvent event) {
        return event.event().payload() instanceof Payload.Erased;
    }
}
