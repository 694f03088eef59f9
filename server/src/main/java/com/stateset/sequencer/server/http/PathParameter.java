package com.stateset.sequencer.server.http;

import com.stateset.sequencer.protocol.json.WireText;
import io.javalin.http.Context;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parameters in paths. What is wrong with one ends the call with 400 and a sentence that names it. */
public final class PathParameter {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private PathParameter() {}

    public static UUID uuid(Context call, String name) {
        try {
            return WireText.uuid(call.pathParam(name));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.badRequest("The " + name + " in the path " + e.getMessage() + "."));
        }
    }

    public static long number(Context call, String name) {
        String text = call.pathParam(name);
        if (!NUMBER.matcher(text).matches()) {
            throw new ApiException(
                    ApiError.badRequest("The " + name + " in the path must be a whole number of at most 18 digits."));
        }
        return Long.parseLong(text);
    }
}
