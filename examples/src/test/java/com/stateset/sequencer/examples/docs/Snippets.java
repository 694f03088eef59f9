package com.stateset.sequencer.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.examples.docs.Page.Block;
import com.stateset.sequencer.testsupport.TestJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;

/**
 * The Java code of a page, compiled together with every warning an error, and run in one JVM in a folder of its own, one block after
 * the other.
 *
 * <pre>
 *   begins with an import     a file by itself; the page's other blocks may use its classes. Its main is run, if it has one
 *   given: parameters         the body of a method with these parameters, which {@link SnippetGivens} has: compiled and run
 *   anything else             the body of a main: compiled and run
 * </pre>
 *
 * <p>A block {@code text} that follows next is what it must print; {@code …} in it stands for any characters of a line.
 */
record Snippets(Page page, Path folder) {

    private static final Pattern CLASS =
            Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|record|interface) (\\w+)");

    /** What a page shows: the class that was made of a block, and what it must print if the page says so. */
    private record Snippet(String name, String source, boolean runs, String printed) {}

    /** Compiles and runs them all, and holds what they print against the page. */
    void check() throws Exception {
        List<Snippet> all = snippets();
        compile(all);
        List<Snippet> running = all.stream().filter(Snippet::runs).toList();
        List<String> printed = run(running.stream().map(Snippet::name).toList());
        for (int i = 0; i < running.size(); i++) {
            if (!running.get(i).printed().isEmpty()) {
                assertThat(printed.get(i))
                        .as(page + ", block " + running.get(i).source())
                        .matches(pattern(running.get(i).printed()));
            }
        }
    }

    private List<Snippet> snippets() {
        List<Block> blocks = page.blocks();
        List<Snippet> snippets = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).language().equals("java")) {
                boolean printed =
                        i + 1 < blocks.size() && blocks.get(i + 1).language().equals("text");
                snippets.add(
                        snippet(blocks.get(i), i, printed ? blocks.get(i + 1).text() : ""));
            }
        }
        return List.copyOf(snippets);
    }

    private static Snippet snippet(Block block, int number, String printed) {
        if (block.text().startsWith("import ")) {
            Matcher named = CLASS.matcher(block.text());
            assertThat(named.find()).as(block.text()).isTrue();
            return new Snippet(named.group(1), block.text(), block.text().contains("void main("), printed);
        }
        String name = "Snippet" + number;
        String method = block.given()
                .map(parameters -> "static void run(" + parameters + ")")
                .orElse("public static void main(String[] args)");
        String source =
                imports() + "public class " + name + " {\n" + method + " throws Exception {\n" + block.text() + "}}\n";
        return new Snippet(name, source, true, printed);
    }

    private static String imports() {
        try (var read = Snippets.class.getResourceAsStream("imports.txt")) {
            return new String(Objects.requireNonNull(read).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void compile(List<Snippet> snippets) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Snippet snippet : snippets) {
            sources.add(Files.writeString(folder.resolve(snippet.name() + ".java"), snippet.source()));
        }
        StringWriter messages = new StringWriter();
        try (var compiler = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            messages,
                            compiler,
                            null,
                            List.of(
                                    "-d",
                                    folder.toString(),
                                    "-Xlint:all,-processing,-classfile,-path",
                                    "-Werror",
                                    "-proc:none",
                                    "-parameters"),
                            null,
                            compiler.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(page + ": " + messages).isTrue();
        }
    }

    /** Returns what each has printed. */
    private List<String> run(List<String> names) throws Exception {
        List<String> command = TestJvm.command();
        command.addAll(List.of(
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                SnippetRunner.class.getName()));
        command.addAll(names);
        Process program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).as(page + ": " + printed).isZero();
        String[] parts = printed.split(SnippetRunner.END, -1);
        return IntStream.range(0, names.size()).mapToObj(i -> parts[i]).toList();
    }

    private static String pattern(String expected) {
        return Pattern.compile("…")
                .splitAsStream(expected.strip())
                .map(Pattern::quote)
                .collect(Collectors.joining(".*", "", expected.strip().endsWith("…") ? ".*\\R" : "\\R"));
    }
}
