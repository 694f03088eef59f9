package com.stateset.sequencer.cli.output;

import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code --json}: what is said on the standard output is JSON, an object on each line: one, except of what runs until it is stopped. */
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class JsonOption {

    private static final String NAME = "--json";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = NAME, description = "Answer in JSON, each object on one line. A failure has the member error.")
    private boolean json;

    private boolean isListOpen;

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

    /**
     * Answers with an object that has one list, or with a line for each item of it. Items are written as they come, so that none is held; if
     * they break off, the list is closed, and the members of the failure stand behind it.
     *
     * @param name the member that is the list
     * @param line what is printed of an item for people
     * @param items gives each item to what it is passed
     */
    public <T> void list(String name, Function<? super T, String> line, Consumer<Consumer<T>> items) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            items.accept(item -> out.println(line.apply(item)));
            return;
        }
        items.accept(item -> {
            out.print(isListOpen ? "," : head(name));
            isListOpen = true;
            out.print(write(item));
        });
        out.println(isListOpen ? "]}" : head(name) + "]}");
        isListOpen = false;
    }

    private static String head(String name) {
        return "{\"" + name + "\":[";
    }

    /** Prints a line for people, which is left out of JSON. */
    public void text(String line) {
        if (!json) {
            spec.commandLine().getOut().println(line);
        }
    }

    /** Says in JSON, if that was asked of a command, why it failed; the sentence for people goes elsewhere. */
    public static void fail(CommandSpec spec, String sentence, int exitCode) {
        ParseResult line = spec.commandLine().getParseResult();
        if (isWanted(line)) {
            String failure = write(new Failure(sentence, exitCode));
            spec.commandLine().getOut().println(isListOpen(line) ? "]," + failure.substring(1) : failure);
        }
    }

    private static boolean isListOpen(ParseResult line) {
        return line.commandSpec().mixins().values().stream()
                        .anyMatch(mixin -> mixin.userObject() instanceof JsonOption option && option.isListOpen)
                || (line.hasSubcommand() && isListOpen(line.subcommand()));
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
