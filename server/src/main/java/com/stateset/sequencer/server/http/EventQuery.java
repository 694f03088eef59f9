package com.stateset.sequencer.server.http;

import com.stateset.sequencer.dcb.TagQuery;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.ReadOptions;
import java.util.Set;

/** Which events a call wants to read of a stream: {@code from}, {@code direction}, {@code limit} and the conditions of a filter. */
public final class EventQuery {

    private EventQuery() {}

    /** What a query asks for. */
    public static ReadOptions of(Query query) {
        return start(query).limit(query.limit()).filter(filter(query));
    }

    private static ReadOptions start(Query query) {
        String direction = query.text("direction").orElse("forwards");
        return switch (direction) {
            case "forwards" -> ReadOptions.forwardsFrom(Math.max(1, query.from()));
            case "backwards" ->
                query.from() == 0 ? ReadOptions.backwardsFromHead() : ReadOptions.backwardsFrom(query.from());
            default -> throw Query.refusal("The parameter direction must be forwards or backwards.");
        };
    }

    private static ReadFilter filter(Query query) {
        try {
            return new ReadFilter(
                    Set.copyOf(query.all("event_type")),
                    Set.copyOf(query.all("entity_type")),
                    query.text("entity_id").orElse(null),
                    query.moment("sequenced_from"),
                    query.moment("sequenced_before"),
                    query.id("command_id"),
                    query.text("correlation_id").orElse(null),
                    query.all("tag").isEmpty()
                            ? null
                            : TagQuery.tagged(query.all("tag").toArray(String[]::new)));
        } catch (IllegalArgumentException e) {
            throw Query.refusal("In the query, " + e.getMessage() + ".");
        }
    }
}
