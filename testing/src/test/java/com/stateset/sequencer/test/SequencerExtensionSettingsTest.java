package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.test.Stock.Sold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SequencerExtensionSettingsTest {

    @RegisterExtension
    static final SequencerExtension SEQUENCER = SequencerExtension.of(builder -> builder.maxBatchEvents(1));

    @Test
    void the_sequencer_has_the_settings(EventStream stream, TestSequencer test) {
        EntityRef book = new EntityRef("book", "nevermind");

        assertThatThrownBy(() -> stream.append(
                        test.event(book, Stock.TYPES, new Sold(1)), test.event(book, Stock.TYPES, new Sold(2))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
