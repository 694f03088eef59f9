package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The page that shows the description of the API. */
class DocsRoutesTest {

    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    private static final TestServer SERVER = TestServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void the_page_loads_only_what_this_server_has_and_nothing_inline() {
        HttpResponse<String> page = get("/docs");
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("unsafe", "http", "*");
        assertThat(page.body()).doesNotContain("<style", "<script>", " style=", " on");
        List<String> links =
                LINK.matcher(page.body()).results().map(link -> link.group(1)).toList();
        assertThat(links).hasSize(6);
        links.stream()
                .filter(link -> !link.equals("data:,"))
                .forEach(link ->
                        assertThat(get("/" + link).statusCode()).as(link).isEqualTo(200));
    }

    @Test
    void its_files_have_their_types_and_may_be_kept_for_a_while() {
        assertThat(get("/docs/docs.css").headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        HttpResponse<String> script = get("/docs/swagger-ui-bundle.js");
        assertThat(script.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(script.headers().firstValue("Cache-Control")).contains("public, max-age=600");
        assertThat(script.body()).contains("SwaggerUIBundle");
    }

    @Test
    void there_are_no_other_files() {
        assertThat(get("/docs/pom.properties").statusCode()).isEqualTo(404);
        assertThat(get("/docs/..%2Fopenapi.yaml").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> get(String path) {
        return SERVER.send(SERVER.anonymous(path));
    }
}
