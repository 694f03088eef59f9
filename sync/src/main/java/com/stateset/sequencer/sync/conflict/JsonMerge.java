package com.stateset.sequencer.sync.conflict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A three-way merge of JSON payloads, for events that carry the state of their entity: what one side has changed since the event before is
 * taken from that side, what both have changed alike stays, and what both have changed differently is a true conflict, at which the merge
 * stops. Objects are merged member by member; everything else, arrays too, is one value. Without an event before, or with one whose
 * payload is no object, everything counts as changed. Events of different types carry different members, so they are not merged.
 *
 * <p>For events that say what happened and not what is, such as an amount that was added, a merge like this means nothing: give {@link
 * ConflictPolicies#merging} a function that knows.
 */
public final class JsonMerge {

    private static final String SALT = "_salt";
    private static final JsonNode MISSING = MissingNode.getInstance();

    private final List<String> contradictions = new ArrayList<>();

    private JsonMerge() {}

    /** Merges a conflict's sides: the payload of the rejected event and the last one of the others, on top of the event before. */
    public static Settlement settle(Conflict conflict) {
        if (!conflict.isAlone()) {
            return new Settlement.Ask("it belongs to a command of several events, which is settled as a whole");
        }
        Event theirs = conflict.theirLast().map(last -> last.event()).orElse(null);
        if (theirs == null) {
            return new Settlement.Ask("nothing of the other side was pulled yet");
        }
        if (typesOf(conflict).size() > 1) {
            return new Settlement.Ask("the events are of different types, " + String.join(", ", typesOf(conflict))
                    + ": what one of them leaves out is not what it removes");
        }
        JsonNode base = conflict.before().map(last -> payload(last.event())).orElse(MISSING);
        JsonNode mine = payload(conflict.mine().event());
        JsonNode other = payload(theirs);
        if (mine.isMissingNode() || other.isMissingNode()) {
            return new Settlement.Ask("a payload was erased or cannot be read");
        }
        JsonMerge merge = new JsonMerge();
        JsonNode merged = merge.merge("$", base, mine, other);
        return merge.contradictions.isEmpty()
                ? new Settlement.Merged(CanonicalJson.parse(ProtocolJson.write(merged)))
                : new Settlement.Ask("both sides have changed " + String.join(", ", merge.contradictions));
    }

    private static SortedSet<String> typesOf(Conflict conflict) {
        SortedSet<String> types = new TreeSet<>();
        types.add(conflict.mine().event().eventType());
        conflict.before().ifPresent(last -> types.add(last.event().eventType()));
        conflict.theirs().forEach(event -> types.add(event.event().eventType()));
        return types;
    }

    private static JsonNode payload(Event event) {
        return event.payload() instanceof Payload.Clear clear
                ? ProtocolJson.tree(("{\"payload\":" + clear.json() + "}").getBytes(StandardCharsets.UTF_8))
                        .path("payload")
                : MISSING;
    }

    private JsonNode merge(String path, JsonNode base, JsonNode mine, JsonNode theirs) {
        if (mine.equals(theirs) || theirs.equals(base)) {
            return mine;
        }
        if (mine.equals(base)) {
            return theirs;
        }
        if (mine instanceof ObjectNode one && theirs instanceof ObjectNode other) {
            return mergeMembers(path, base, one, other);
        }
        contradictions.add(path);
        return mine;
    }

    private JsonNode mergeMembers(String path, JsonNode base, ObjectNode mine, ObjectNode theirs) {
        ObjectNode merged = mine.objectNode();
        for (String name : names(mine, theirs)) {
            JsonNode member = path.equals("$") && name.equals(SALT)
                    ? mine.path(name)
                    : merge(path + "." + name, base.path(name), mine.path(name), theirs.path(name));
            if (!member.isMissingNode()) {
                merged.set(name, member);
            }
        }
        return merged;
    }

    private static Set<String> names(ObjectNode mine, ObjectNode theirs) {
        Set<String> names = new LinkedHashSet<>();
        mine.fieldNames().forEachRemaining(names::add);
        theirs.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
