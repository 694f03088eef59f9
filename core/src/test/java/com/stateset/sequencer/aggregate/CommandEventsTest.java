package com.stateset.sequencer.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.StreamId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandEventsTest {

    /** Ids in logs depend on it. */
    @Test
    void the_id_of_a_commands_event_stays_what_it_is() {
        StreamId stream = new StreamId(
                UUID.fromString("b837ab08-77c4-4b8e-b238-ee1d69304d0d"),
                UUID.fromString("3b056d6e-6d38-4662-8ce2-5fec822ec06d"));
        UUID command = UUID.fromString("31b64080-7e47-45b8-a8f6-b5b80c878293");
        assertThat(CommandEvents.id(stream, command, 258)).hasToString("e67bff7e-1288-8b1c-9b6f-d449d5aab6aa");
    }
}
