package com.stateset.sequencer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** JSON with one of its values altered; values are named by JSON pointers. */
final class AlteredJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AlteredJson() {}

    /** Names all values below the root. */
    static List<String> paths(JsonNode root) {
        List<String> paths = new ArrayList<>();
        addPaths(root, "", paths);
        return paths;
    }

    private static void addPaths(JsonNode node, String path, List<String> paths) {
        if (node.isObject()) {
            node.properties().forEach(each -> addPath(each.getValue(), path + "/" + each.getKey(), paths));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            addPath(node.get(i), path + "/" + i, paths);
        }
    }

    private static void addPath(JsonNode node, String path, List<String> paths) {
        paths.add(path);
        addPaths(node, path, paths);
    }

    /** A copy with another value in one place. */
    static JsonNode with(JsonNode root, String path, JsonNode value) {
        JsonNode copy = root.deepCopy();
        int slash = path.lastIndexOf('/');
        JsonNode parent = copy.at(path.substring(0, slash));
        String name = path.substring(slash + 1);
        if (parent instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), value);
        }
        return copy;
    }

    /** Another value of the same kind: of a text, another last character, or last but one of a time. */
    static JsonNode other(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue();
            int at = text.endsWith("Z") ? text.length() - 2 : text.length() - 1;
            char other = text.charAt(at) == '0' ? '1' : '0';
            return NODES.textNode(text.substring(0, at) + other + text.substring(at + 1));
        }
        if (value.isNumber()) {
            return NODES.numberNode(value.intValue() + 1);
        }
        return value.isBoolean() ? NODES.booleanNode(!value.booleanValue()) : NODES.numberNode(7);
    }
}
