package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files. What they do in a browser is tried in one. */
class ConsoleRoutesTest {

    private static final Pattern REFERENCE =
            Pattern.compile("(?:from '\\./|(?:href|src)=\"console/|src: 'console/)([a-z-]+\\.[a-z]+)");
    private static final Pattern ADDRESS = Pattern.compile("(?:https?:)?//[a-z0-9-]+\\.[a-z]");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_page_may_load_and_call_nothing_but_its_server() {
        HttpResponse<String> page = server.send(server.anonymous("/"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy).startsWith("default-src 'none';").contains("connect-src 'self'", "frame-ancestors 'none'");
        assertThat(policy).doesNotContain("unsafe", "http", "*", "data:");
    }

    @Test
    void no_answer_of_the_api_has_the_policy_of_the_page() {
        assertThat(server.get("/health").headers().firstValue("Content-Security-Policy"))
                .isEmpty();
    }

    /** From the page on, through everything that it and its modules name. */
    @Test
    void every_file_that_is_named_is_there_and_names_no_other_server() {
        Set<String> seen = new TreeSet<>(Set.of(""));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String name = open.remove();
            HttpResponse<String> file = server.send(server.anonymous(name.isEmpty() ? "/" : "/console/" + name));
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control")).as(name).contains("no-cache");
            assertThat(file.body().replace("http://www.w3.org/2000/svg", ""))
                    .as(name)
                    .doesNotContainPattern(ADDRESS);
            Matcher named = REFERENCE.matcher(file.body());
            while (named.find()) {
                if (seen.add(named.group(1))) {
                    open.add(named.group(1));
                }
            }
        }
        assertThat(seen).contains("main.js", "verify.js", "console.css", "icon.svg").hasSizeGreaterThan(20);
    }

    @Test
    void scripts_and_styles_say_what_they_are() {
        assertThat(List.of("main.js", "console.css", "icon.svg"))
                .map(name -> server.get("/console/" + name)
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .containsExactly(
                        "text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ConsoleRoutes.class",
                "index.html",
                "none.js",
                "..%2Fconsole%2Fmain.js",
                "%2E%2E%2Fmain.js",
                "main.js%00",
                "main.js%0A"
            })
    void nothing_else_is_served(String name) {
        assertThat(server.get("/console/" + name).statusCode()).isIn(400, 404);
    }
}
