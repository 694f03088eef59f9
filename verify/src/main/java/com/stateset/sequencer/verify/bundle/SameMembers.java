package com.stateset.sequencer.verify.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import java.util.Map;

/**
 * Compares a JSON text with what was understood of it, so that no member contradicts another: the same root, say, stands under
 * two names. Members that no reader looks at may be there, and second names may be absent: what must be there, the records say.
 */
final class SameMembers {

    /** Canonical whatever its spelling; its hashes are checked. */
    private static final String PAYLOAD = "$.event.envelope.payload";

    /** Kept as it stands. */
    private static final String AGENT_KEYS = "$.agent_keys";

    private SameMembers() {}

    /** Refuses a text that has another value for a member than was understood. */
    static void require(JsonNode understood, JsonNode text) {
        compare("$", understood, text);
    }

    private static void compare(String path, JsonNode understood, JsonNode text) {
        if (path.equals(PAYLOAD) || path.equals(AGENT_KEYS)) {
            return;
        }
        if (understood.isObject() && text.isObject()) {
            for (Map.Entry<String, JsonNode> member : understood.properties()) {
                compare(path + "." + member.getKey(), member.getValue(), text.path(member.getKey()));
            }
        } else if (understood.isArray() && text.isArray() && understood.size() == text.size()) {
            for (int i = 0; i < understood.size(); i++) {
                compare(path + "[" + i + "]", understood.get(i), text.get(i));
            }
        } else if (!understood.equals(text) && !text.isMissingNode()) {
            throw new InvalidMessageException(path, "is not what the other members say: " + understood);
        }
    }
}
