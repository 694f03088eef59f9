package com.stateset.sequencer.server.http;

import java.util.Locale;

/** The type that a header names, without its parameters. */
public final class MediaType {

    private MediaType() {}

    /** Returns the type in lower case, as types are compared. */
    public static String of(String header) {
        int parameters = header.indexOf(';');
        return (parameters < 0 ? header : header.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
