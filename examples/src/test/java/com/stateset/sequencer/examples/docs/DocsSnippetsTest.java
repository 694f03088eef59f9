package com.stateset.sequencer.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java code in the README and on all pages compiles, with every warning on, and does what stands below it. */
class DocsSnippetsTest {

    /** Pages whose code stands in tests of the modules that they are about. */
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("testing.md", "transactions.md", "spring.md");

    private static final Pattern DEPENDENCY = Pattern.compile(
            "<groupId>com\\.stateset\\.sequencer</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    private static final Pattern SOURCE =
            Pattern.compile("\\.\\./(?!examples|spring-sample)[^/]+/src/main/java/(com/.*)/([A-Z]\\w*)\\.java");

    /** Of a table, with a package in its first cell. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(com[.\\w]+)` \\| (.*) \\|$");

    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static final Pattern TYPE = Pattern.compile("(?<![.\\w])[A-Z]\\w+");

    private static final Pattern NO_TYPE = Pattern.compile("\"[^\"]*\"|//.*");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("pages")
    void the_code_of_a_page_does_what_the_page_says(Page page) throws Exception {
        new Snippets(page, folder).check();
    }

    static Stream<Page> pages() throws IOException {
        return Page.all().stream()
                .filter(page -> !page.blocks("java").isEmpty())
                .filter(page ->
                        !SHOWN_ELSEWHERE.contains(page.path().getFileName().toString()));
    }

    @Test
    void what_is_left_out_here_is_tested_elsewhere() throws IOException {
        List<Page> left = Page.all().stream()
                .filter(page ->
                        SHOWN_ELSEWHERE.contains(page.path().getFileName().toString()))
                .toList();
        try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
            List<Path> tests = files.filter(file -> file.toString().contains("src/test/java"))
                    .filter(file -> file.toString().endsWith("PageTest.java"))
                    .toList();
            assertThat(left)
                    .allSatisfy(page -> assertThat(tests)
                            .anySatisfy(test -> assertThat(test)
                                    .content()
                                    .contains("\"" + page.path().getFileName() + "\"")));
        }
    }

    @Test
    void the_readme_is_short_and_has_code_with_imports_early() throws IOException {
        Page readme = Page.read("README.md");

        assertThat(readme.prose().split("\\s+", -1)).hasSizeLessThanOrEqualTo(700);
        assertThat(readme.text().lines().limit(25))
                .anySatisfy(line -> assertThat(line).startsWith("import com."));
        assertThat(readme.blocks("mermaid")).hasSize(1);
        assertThat(readme.blocks("sh")).hasSize(2);
    }

    @Test
    void links_of_the_readme_lead_somewhere() throws IOException {
        assertThat(LINK.matcher(Page.read("README.md").text()).results().map(link -> Path.of("..", link.group(1))))
                .hasSizeGreaterThan(20)
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void dependencies_are_modules_of_this_build_in_its_version() throws IOException {
        String parent = Files.readString(Path.of("..", "pom.xml"));
        String version = Pattern.compile("<revision>(.*?)</revision>")
                .matcher(parent)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        List<MatchResult> named = Page.all().stream()
                .flatMap(page -> DEPENDENCY.matcher(page.text()).results())
                .toList();

        String modules = parent + Files.readString(Path.of("..", "bom", "pom.xml"));

        assertThat(named).isNotEmpty().allSatisfy(dependency -> {
            assertThat(modules).contains("<artifactId>" + dependency.group(1) + "</artifactId>");
            // The tag of a release has the pages as they are: so they name the one that comes.
            assertThat(dependency.group(2)).isEqualTo(version.replace("-SNAPSHOT", ""));
        });
    }

    @Test
    void types_are_where_the_page_on_artifacts_says() throws IOException {
        Map<String, String> packages = packagesOfTypes();
        Map<String, String> said = new TreeMap<>();
        ROW.matcher(Page.read("docs/artifacts.md").text())
                .results()
                .forEach(row -> NAME.matcher(row.group(2))
                        .results()
                        .filter(name -> packages.containsKey(name.group(1)))
                        .forEach(name -> said.put(name.group(1), row.group(1))));
        Set<String> used = Page.all().stream()
                .flatMap(page -> page.blocks("java").stream())
                .filter(block -> !block.startsWith("import "))
                .flatMap(block ->
                        TYPE.matcher(NO_TYPE.matcher(block).replaceAll("")).results())
                .map(MatchResult::group)
                .filter(packages::containsKey)
                .collect(Collectors.toSet());

        assertThat(said.keySet()).containsAll(used);
        assertThat(packages).containsAllEntriesOf(said);
    }

    /** Of all published types, by their simple names, which no two of them share. */
    private static Map<String, String> packagesOfTypes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
            return files.map(file -> SOURCE.matcher(file.toString().replace('\\', '/')))
                    .filter(Matcher::matches)
                    .collect(Collectors.toMap(
                            source -> source.group(2),
                            source -> source.group(1).replace('/', '.'),
                            (one, same) -> one));
        }
    }
}
