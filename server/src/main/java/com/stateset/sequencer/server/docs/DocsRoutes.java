package com.stateset.sequencer.server.docs;

import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Errors;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;

/**
 * Serves the description of the API to everyone: {@code /openapi.yaml} for programs, and {@code /docs}, a page that shows it and lets
 * people try the calls with a key of theirs. The page is Swagger UI, which the server carries with it, and asks no other server for
 * anything: its content security policy allows nothing else, and no script or style within the page.
 */
public final class DocsRoutes {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private final byte[] description = BundledFile.own("openapi.yaml");
    private final byte[] page = BundledFile.own("docs.html");
    private final Map<String, BundledFile> files = Map.of(
            "docs.css", new BundledFile(CSS, BundledFile.own("docs.css")),
            "docs.js", new BundledFile(JAVASCRIPT, BundledFile.own("docs.js")),
            "swagger-ui.css", new BundledFile(CSS, BundledFile.ofSwaggerUi("swagger-ui.css")),
            "swagger-ui-bundle.js", new BundledFile(JAVASCRIPT, BundledFile.ofSwaggerUi("swagger-ui-bundle.js")));

    public void register(RoutesConfig routes) {
        Api.get(routes, "/openapi.yaml", call -> Answer.write(call, "application/yaml", description));
        Api.get(routes, "/docs", this::page);
        Api.get(routes, "/docs/{file}", this::file);
    }

    private void page(Context call) {
        call.header("Content-Security-Policy", POLICY);
        Answer.write(call, "text/html; charset=utf-8", page);
    }

    /** Of a program that is not replaced often: a browser need not ask again within some minutes. */
    private void file(Context call) {
        BundledFile file = files.get(call.pathParam("file"));
        if (file == null) {
            throw new ApiException(Errors.NOTHING_HERE);
        }
        Answer.write(call, file.mediaType(), file.bytes());
        call.header("Cache-Control", "public, max-age=600");
    }
}
