package com.stateset.sequencer.server.console;

import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Errors;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The console's page and its parts, for anyone and whatever the store does: they hold no data.
 *
 * <p><b>What the page may do.</b> Its policy lets it load scripts, styles and its icon from this server, and call this server; nothing else,
 * from nowhere else: no inline script, no {@code eval}, no form that is sent, no frame around it. With {@code trusted-types 'none'} a browser
 * that knows them refuses to make markup of text, so that an event cannot bring a script along.
 */
public final class ConsoleRoutes {

    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Pattern FILE = Pattern.compile("[a-z-]+\\.(css|js|svg)");

    /** Those that were asked for: none that there is not. */
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    public void register(RoutesConfig routes) {
        Api.get(routes, "/", this::page);
        Api.get(routes, "/console/{file}", this::file);
    }

    private void page(Context call) throws IOException {
        write(call, "text/html; charset=utf-8", "index.html");
        call.header("Content-Security-Policy", POLICY);
        call.header("Referrer-Policy", "no-referrer");
    }

    private void file(Context call) throws IOException {
        Matcher name = FILE.matcher(call.pathParam("file"));
        if (!name.matches()) {
            throw new ApiException(Errors.NOTHING_HERE);
        }
        write(call, mediaType(name.group(1)), name.group());
    }

    private static String mediaType(String suffix) {
        return switch (suffix) {
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            default -> "image/svg+xml; charset=utf-8";
        };
    }

    private void write(Context call, String mediaType, String name) throws IOException {
        byte[] file = files.get(name);
        if (file == null) {
            file = read(name);
            files.put(name, file);
        }
        Answer.write(call, mediaType, file);
        call.header("Cache-Control", "no-cache");
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream resource = ConsoleRoutes.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new ApiException(Errors.NOTHING_HERE);
            }
            return resource.readAllBytes();
        }
    }
}
