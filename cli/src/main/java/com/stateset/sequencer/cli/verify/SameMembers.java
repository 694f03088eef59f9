package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Compares a JSON text with what was understood of it, so that no member contradicts another: the same root, say, stands under
 * two names. Members that nobody looks at may be there.
 */
final class SameMembers {

    /** Canonical whatever its spelling; its hashes are checked. */
    private static final String PAYLOAD = "$.event.envelope.payload";

    private SameMembers() {}

    /** Refuses a text that lacks a member that it should have, or has another value for it. */
    static void require(JsonNode understood, JsonNode text) {
        compare("$", understood, text);
    }

    private static void compare(String path, JsonNode understood, JsonNode text) {
        if (path.equals(PAYLOAD)) {
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
        } else if (!understood.equals(text) && !(understood.isNull() && text.isMissingNode())) {
            throw new MalformedException(path, "is not what the other members say: " + understood);
        }
    }
}
