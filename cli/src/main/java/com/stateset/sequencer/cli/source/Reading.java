package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.server.StartException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Runs what reads a server or a store, and says in a sentence why it could not be read. */
public final class Reading {

    /** The server or the store stayed away, or refused. */
    static final int UNREADABLE = 3;

    private static final int WRONG_USAGE = 2;

    private Reading() {}

    /** Returns the command's exit code. */
    public static int run(CommandSpec spec, Callable<Integer> command) throws Exception {
        try {
            return command.call();
        } catch (ConfigurationException e) {
            return say(spec, e, WRONG_USAGE);
        } catch (SequencerException | StartException e) {
            return say(spec, e, UNREADABLE);
        } finally {
            spec.commandLine().getOut().flush();
        }
    }

    private static int say(CommandSpec spec, RuntimeException e, int exitCode) {
        return fail(spec, spec.name() + ": ", String.valueOf(e.getMessage()), exitCode);
    }

    /** Says why a command failed, with a word before it for people, and returns the exit code. */
    public static int fail(CommandSpec spec, String before, String sentence, int exitCode) {
        JsonOption.fail(spec, sentence, exitCode);
        PrintWriter err = spec.commandLine().getErr();
        err.println(before + sentence);
        err.flush();
        return exitCode;
    }
}
