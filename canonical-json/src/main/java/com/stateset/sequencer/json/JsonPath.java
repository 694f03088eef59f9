package com.stateset.sequencer.json;

import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a text: {@code $.lines[0].qty}, {@code $['a b']}. Made only when something is refused.
 *
 * <p>The notation is that of JSONPath (RFC 9535), so that a client can use it to find the place; but names and paths that are long
 * are cut, as a message must not grow with what a stranger sends. What was cut shows an ellipsis.
 */
final class JsonPath {

    private static final int MAX_NAME = 60;
    private static final int MAX_PATH = 200;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private JsonPath() {}

    /** Returns the path of the value that is being read or, if {@code member} is not null, of that member of it. */
    static String of(JsonStreamContext context, @Nullable String member) {
        Deque<String> steps = new ArrayDeque<>();
        if (member != null) {
            steps.addFirst(step(member));
        }
        for (JsonStreamContext at = context; at != null; at = at.getParent()) {
            steps.addFirst(step(at));
        }
        return shorten("$" + String.join("", steps));
    }

    private static String step(JsonStreamContext at) {
        if (at.inArray() && at.hasCurrentIndex()) {
            return "[" + at.getCurrentIndex() + "]";
        }
        return at.inObject() && at.hasCurrentName() ? step(at.getCurrentName()) : "";
    }

    private static String step(String name) {
        if (name.length() <= MAX_NAME && IDENTIFIER.matcher(name).matches()) {
            return "." + name;
        }
        String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        String ellipsis = name.length() <= MAX_NAME ? "" : "…";
        return "['" + Echo.printable(shown.replace("\\", "\\\\").replace("'", "\\'")) + ellipsis + "']";
    }

    /** Keeps the beginning and the end of a long path: the one tells which part of the text, the other what it is. */
    private static String shorten(String path) {
        return path.length() <= MAX_PATH
                ? path
                : path.substring(0, MAX_PATH / 2) + "…" + path.substring(path.length() - MAX_PATH / 2);
    }
}
