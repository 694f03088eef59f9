package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.SequencerCommand;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** What a command line did. */
record AgentRun(int exitCode, String out, String err) {

    static AgentRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = SequencerCommand.commandLine(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        command.getOut().flush();
        command.getErr().flush();
        return new AgentRun(exitCode, out.toString(), err.toString());
    }

    /** Standard output, which must be one JSON value. */
    JsonNode json() {
        try {
            return AgentOptions.JSON.readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + out + err, e);
        }
    }

    /** Standard output, each line of which must be a JSON value. */
    List<JsonNode> lines() {
        return out.lines().map(line -> new AgentRun(exitCode, line, err).json()).toList();
    }

    AgentRun succeeded() {
        assertThat(exitCode).as("%s%s", out, err).isZero();
        return this;
    }

    void failed(int code, String sentence) {
        assertThat(exitCode).as("%s%s", out, err).isEqualTo(code);
        assertThat(err).contains(sentence);
    }
}
