package com.stateset.sequencer.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.MemoryStore;
import com.stateset.sequencer.Samples;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactCheckpointTest {

    private final SigningKey key = SigningKey.generate();
    private final LogKeys keys = new LogKeys(new LogName("logs.example"), key, new MemoryStore());
    private final StreamId stream = Samples.stream();
    private final SignedCheckpoint signed = sign(keys);

    @Test
    void what_the_present_key_signed_is_packed_and_made_again() {
        CompactCheckpoint compact = keys.compact(stream, signed);
        assertThat(compact.whole()).isNull();
        assertThat(compact.head()).isEqualTo(signed.head());
        assertThat(keys.whole(stream, compact)).isEqualTo(signed);
        assertThat(keys.whole(stream, compact).note().toByteArray())
                .isEqualTo(signed.note().toByteArray());
    }

    @Test
    void what_an_earlier_key_signed_stays_as_it_is() {
        assertStays(sign(keys("logs.example")));
    }

    @Test
    void what_others_have_signed_too_stays_as_it_is() {
        assertStays(signed.plus(sign(keys("witness.example")).note().signatures()));
    }

    @Test
    void what_is_of_another_log_stays_as_it_is() {
        LogKeys renamed = new LogKeys(new LogName("another.example"), key, new MemoryStore());
        assertStays(sign(renamed));
        assertStays(keys.sign(keys.origin(Samples.stream()), signed.head()));
    }

    @Test
    void without_a_key_it_stays_as_it_is() {
        LogKeys none = new LogKeys(new LogName("logs.example"), null, new MemoryStore());
        assertThat(none.whole(stream, none.compact(stream, signed))).isSameAs(signed);
    }

    private void assertStays(SignedCheckpoint checkpoint) {
        assertThat(keys.whole(stream, keys.compact(stream, checkpoint))).isSameAs(checkpoint);
    }

    private SignedCheckpoint sign(LogKeys by) {
        return by.sign(
                by.origin(stream),
                CompactRange.EMPTY.appendRecords(List.of(Hash.ZERO)).head());
    }

    private static LogKeys keys(String name) {
        return new LogKeys(new LogName(name), SigningKey.generate(), new MemoryStore());
    }
}
