package com.stateset.sequencer.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The map of the modules in docs/architecture.md against the poms. */
class ModuleMapTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>com\\.stateset\\.sequencer</groupId>\\s*<artifactId>sequencer-(.*?)</artifactId>"
                    + "(.*?)</dependency>",
            Pattern.DOTALL);
    private static final Pattern ARROW = Pattern.compile("^  (.*) (-->|-\\.->) (.*)$", Pattern.MULTILINE);

    @Test
    void the_map_names_just_the_modules_of_the_build() throws IOException {
        assertThat(drawn().keySet()).isEqualTo(modules());
    }

    @Test
    void what_is_drawn_leads_where_the_poms_lead() throws IOException {
        SortedMap<String, Set<String>> drawn = drawn();
        SortedMap<String, Set<String>> needed = needed();

        for (String module : needed.keySet()) {
            assertThat(reached(module, drawn)).as("from " + module).isEqualTo(reached(module, needed));
        }
    }

    private static Set<String> modules() throws IOException {
        Set<String> modules = new TreeSet<>();
        MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .forEach(found -> modules.add(found.group(1)));
        return modules;
    }

    /** What each module needs at compile time, and nothing of the tests. */
    private static SortedMap<String, Set<String>> needed() throws IOException {
        TreeMap<String, Set<String>> needed = new TreeMap<>();
        for (String module : modules()) {
            Set<String> names = needed.computeIfAbsent(module, name -> new TreeSet<>());
            Matcher dependency =
                    DEPENDENCY.matcher(Files.readString(ROOT.resolve(module).resolve("pom.xml")));
            while (dependency.find()) {
                if (!dependency.group(2).contains("<scope>test</scope>")) {
                    names.add(dependency.group(1));
                }
            }
        }
        return needed;
    }

    /** The arrows of the first picture, dotted ones only for the names at their ends. */
    private static SortedMap<String, Set<String>> drawn() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        String map = page.substring(page.indexOf("flowchart TD"));
        Matcher arrow = ARROW.matcher(map.substring(0, map.indexOf("```")));
        TreeMap<String, Set<String>> drawn = new TreeMap<>();
        while (arrow.find()) {
            for (String from : arrow.group(1).split(" & ", -1)) {
                for (String to : arrow.group(3).split(" & ", -1)) {
                    drawn.computeIfAbsent(to, name -> new TreeSet<>());
                    Set<String> names = drawn.computeIfAbsent(from, name -> new TreeSet<>());
                    if (arrow.group(2).equals("-->")) {
                        names.add(to);
                    }
                }
            }
        }
        return drawn;
    }

    private static Set<String> reached(String module, SortedMap<String, Set<String>> arrows) {
        Set<String> reached = new TreeSet<>();
        for (String next : arrows.getOrDefault(module, Set.of())) {
            reached.add(next);
            reached.addAll(reached(next, arrows));
        }
        return reached;
    }
}
