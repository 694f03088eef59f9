package com.stateset.sequencer.protocol.schema;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules of the words in these messages. */
final class SchemaNames {

    private SchemaNames() {}

    /** What holds of an event's type holds of a schema's. */
    static void requireEventType(String eventType) {
        try {
            Event.requireForm(eventType, null);
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            throw InvalidMessageException.ofMember("eventType", problem.replaceFirst("^event_type ", ""));
        }
    }

    static void parse(String member, @Nullable String word, Function<String, ?> parser) {
        try {
            if (word != null) {
                var unused = parser.apply(word);
            }
        } catch (IllegalArgumentException e) {
            throw InvalidMessageException.ofMember(member, String.valueOf(e.getMessage()));
        }
    }
}
