package com.stateset.sequencer.cli.output;

import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code --json}: the answer is one JSON object on a line of the standard output, and nothing else is there. */
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class JsonOption {

    private static final String NAME = "--json";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = NAME, description = "Answer in JSON: one object on one line. A failure has the member error.")
    private boolean json;

    /** Made by picocli. */
    public JsonOption() {}

    /** Whether the answer is to be JSON. */
    public boolean isOn() {
        return json;
    }

    /** Answers with an object, of the form that the protocol's objects have, or with a text. */
    public void print(Object value, String text) {
        spec.commandLine().getOut().println(json ? write(value) : text);
    }

    /** Answers with an object if that is wanted; a text was printed otherwise. */
    public void print(Object value) {
        if (json) {
            spec.commandLine().getOut().println(write(value));
        }
    }

    /** Prints a line for people, which is left out of JSON. */
    public void text(String line) {
        if (!json) {
            spec.commandLine().getOut().println(line);
        }
    }

    /** Says in JSON, if that was asked of a command, why it failed; the sentence for people goes elsewhere. */
    public static void fail(CommandSpec spec, String sentence, int exitCode) {
        if (isWanted(spec.commandLine().getParseResult())) {
            spec.commandLine().getOut().println(write(new Failure(sentence, exitCode)));
        }
    }

    private static boolean isWanted(ParseResult line) {
        return line.matchedOptionValue(NAME, false) || (line.hasSubcommand() && isWanted(line.subcommand()));
    }

    private static String write(Object value) {
        return new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
    }

    /**
     * Why a command failed.
     *
     * @param error a sentence
     * @param exitCode its exit code
     */
    record Failure(String error, int exitCode) {}
}
