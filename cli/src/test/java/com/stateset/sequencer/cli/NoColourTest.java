package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** On a terminal of {@code script} (util-linux), each command's help has colours, and has none where {@code NO_COLOR} is set. */
@Timeout(120)
class NoColourTest {

    private static final String ESCAPE = "\u001b[";

    @Test
    void no_command_colours_its_help_where_that_is_not_wanted() throws Exception {
        List<String> coloured = helpOnTerminal(Map.of());
        List<String> plain = helpOnTerminal(Map.of("NO_COLOR", "1"));

        assertThat(coloured).hasSizeGreaterThan(40).hasSameSizeAs(plain).allMatch(help -> help.contains(ESCAPE));
        assertThat(plain).noneMatch(help -> help.contains(ESCAPE));
    }

    private static List<String> helpOnTerminal(Map<String, String> variables) throws IOException, InterruptedException {
        String command = TestJvm.running(Help.class).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(written).isZero();
        return List.of(written.split(Help.END));
    }

    /** Prints the help of each command, as {@code --help} does. */
    static final class Help {

        private static final String END = "==end==";

        private Help() {}

        public static void main(String[] arguments) {
            print(SequencerCommand.commandLine());
        }

        private static void print(CommandLine command) {
            command.usage(command.getOut());
            command.getOut().print(END);
            command.getOut().flush();
            command.getSubcommands().values().forEach(Help::print);
        }
    }
}
