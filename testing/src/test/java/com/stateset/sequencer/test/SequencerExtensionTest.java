package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.test.Stock.Sold;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SequencerExtension.class)
class SequencerExtensionTest {

    private static final EntityRef BOOK = new EntityRef("book", "nevermind");
    private static EventStream last;

    @BeforeEach
    void append(TestSequencer test) {
        test.stream().append(test.event(BOOK, Stock.TYPES, new Sold(1)));
    }

    @AfterAll
    static void the_last_sequencer_is_closed() {
        assertThatThrownBy(() -> last.head()).isInstanceOf(SequencerClosedException.class);
    }

    @RepeatedTest(2)
    void each_test_has_a_sequencer_of_its_own(Sequencer sequencer, EventStream stream, TestSequencer test) {
        last = stream;
        assertThat(stream.head()).isEqualTo(1);
        assertThat(sequencer).isSameAs(test.sequencer());
        assertThat(stream.id()).isEqualTo(TestSequencer.STREAM);
    }
}
