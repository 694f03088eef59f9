package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a person sees of a command that has ended: it runs in a JVM of its own on a pseudo-terminal, made by {@code script} of
 * util-linux, and what it wrote is drawn as a terminal draws it: a carriage return begins the line anew, and what follows
 * overwrites it.
 *
 * @param exitCode the command's exit code
 * @param lines the lines on the screen, without blanks at their ends
 */
record PseudoTerminal(int exitCode, List<String> lines) {

    private static final long DEADLINE_SECONDS = 120;
    private static final Pattern CONTROL = Pattern.compile("\u001b\\[([0-9]*)([A-Za-z])");

    /** Runs a command line to its end. */
    static PseudoTerminal run(Path directory, String... arguments) throws IOException, InterruptedException {
        requireScript();
        List<String> command = TestJvm.jar();
        command.addAll(List.of(arguments));
        String quoted = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", "stty cols 120; " + quoted, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        Process process = builder.start();
        CompletableFuture<String> written = CompletableFuture.supplyAsync(() -> read(process));
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + DEADLINE_SECONDS + " s: " + command);
        }
        return new PseudoTerminal(process.exitValue(), draw(written.join()));
    }

    /** The last lines of the screen. */
    List<String> last(int count) {
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private static void requireScript() {
        try {
            Process version = new ProcessBuilder("script", "--version").start();
            assertThat(version.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (IOException e) {
            throw new AssertionError("this test needs the program 'script' (util-linux; bsdutils on Debian)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Draws characters, returns, line feeds, and what moves the cursor up and down or clears the line. */
    private static List<String> draw(String written) {
        List<StringBuilder> screen = new ArrayList<>();
        Matcher control = CONTROL.matcher(written);
        int row = 0;
        int column = 0;
        for (int i = 0; i < written.length(); i++) {
            while (screen.size() <= row) {
                screen.add(new StringBuilder());
            }
            StringBuilder line = screen.get(row);
            char c = written.charAt(i);
            if (c == '\u001b' && control.find(i) && control.start() == i) {
                int count = control.group(1).isEmpty() ? 1 : Integer.parseInt(control.group(1));
                switch (control.group(2)) {
                    case "A" -> row = Math.max(0, row - count);
                    case "B" -> row += count;
                    case "K" -> line.setLength(0);
                    default -> throw new AssertionError("what does " + control.group() + " do?");
                }
                i = control.end() - 1;
            } else if (c == '\n') {
                row++;
            } else if (c == '\r') {
                column = 0;
            } else {
                line.setLength(Math.max(line.length(), column + 1));
                line.setCharAt(column++, c);
            }
        }
        return screen.stream()
                .map(line -> line.toString().replace('\0', ' ').stripTrailing())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
