package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of {@code /metrics}, read by name; and Prometheus's own judgement of it, by {@code promtool}. Public for the tests of the
 * command line.
 */
public record Scrape(String text) {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^\\n]*})? (\\S+)$");

    public static Scrape of(TestServer server) {
        HttpResponse<String> response = server.get("/metrics");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new Scrape(response.body());
    }

    /** The names of all samples: of a histogram {@code …_bucket}, {@code …_sum}, {@code …_count}. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        SAMPLE.matcher(text).results().forEach(sample -> names.add(sample.group(1)));
        return names;
    }

    /** The value of the one sample that has a name and, among its labels, these as they are written; -1 if there is none. */
    public double value(String name, String... labels) {
        Matcher samples = SAMPLE.matcher(text);
        while (samples.find()) {
            String found = String.valueOf(samples.group(2));
            if (samples.group(1).equals(name) && List.of(labels).stream().allMatch(found::contains)) {
                return Double.parseDouble(samples.group(3));
            }
        }
        return -1;
    }

    /** All values that a label has. */
    public Set<String> labels(String label) {
        return Pattern.compile("[{,]" + label + "=\"([^\"]*)\"")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Path installedPromtool() {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                        Stream.of("/usr/bin", "/opt/homebrew/bin"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("promtool is needed and not installed: get it with"
                        + " `apt-get install prometheus` or `brew install prometheus`, as .ci/run does"));
    }

    /** Runs promtool, which has to be installed; returns what it says, with its exit code in front. */
    public static String promtool(String input, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(installedPromtool().toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String said = output.lines().collect(Collectors.joining("\n"));
            return process.waitFor() + " " + said;
        }
    }
}
