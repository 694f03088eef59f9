package com.stateset.sequencer.cli.agent.settle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.conflict.Conflict;

/** How a conflict looks: mine, theirs, the event before, the chain behind. */
final class ConflictView {

    private ConflictView() {}

    /** The rejected event with its other side, as a JSON object. */
    static ObjectNode json(Conflict conflict) {
        ObjectNode node = EventView.event(conflict.mine());
        node.put("own", conflict.isOwn()).put("entity_version", conflict.entityVersion());
        node.set("before", conflict.before().map(EventView::event).orElse(null));
        ArrayNode theirs = node.putArray("theirs");
        conflict.theirs().forEach(event -> theirs.add(EventView.event(event)));
        node.set("behind", EventView.localEvents(conflict.behind()));
        return node;
    }

    /** The same for people, in several lines. */
    static String text(Conflict conflict) {
        LocalEvent mine = conflict.mine();
        StringBuilder text = new StringBuilder("rejected  " + mine.eventId() + "  " + conflict.entity() + "  "
                + mine.event().eventType() + "  " + conflict.rejection().message());
        if (!conflict.isOwn()) {
            line(
                    text,
                    "an event of agent " + mine.event().sourceAgent()
                            + ", which settles it itself; here 'agent retry' sends it again, 'agent settle --all --include-others' gives it up");
        }
        conflict.before().ifPresent(event -> line(text, "before   " + sequenced(event)));
        line(text, (conflict.isOwn() ? "mine     " : "sent     ") + event(mine.event()));
        conflict.theirs().forEach(event -> line(text, "theirs   " + sequenced(event)));
        conflict.behind()
                .forEach(event -> line(
                        text,
                        "behind   " + event.eventId() + "  " + event.event().entity() + "  " + event(event.event())));
        return text.toString();
    }

    private static String sequenced(SequencedEvent event) {
        return event(event.event()) + ", event " + event.sequenceNumber() + ", version " + event.entityVersion();
    }

    private static String event(Event event) {
        return event.eventType() + "  " + EventView.readable(event) + "  by agent " + event.sourceAgent() + " at "
                + event.createdAt().text();
    }

    private static void line(StringBuilder text, String line) {
        text.append(System.lineSeparator()).append("    ").append(line);
    }
}
