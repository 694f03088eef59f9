package com.stateset.sequencer.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of subcommands in a command's help: of each the first sentence of what it does, since its own help has the rest. */
final class CommandList {

    private static final Pattern FIRST_SENTENCE = Pattern.compile("(.*?)[.:;](?: .*|$)", Pattern.DOTALL);
    private static final int INDENT = 2;

    private CommandList() {}

    /** Shows it in the help of a command and of all below it. */
    static void showIn(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandList::render);
        command.getSubcommands().values().forEach(CommandList::showIn);
    }

    private static String render(Help help) {
        Map<String, Help> commands = help.subcommands();
        if (commands.isEmpty()) {
            return "";
        }
        int names = 2 * INDENT
                + commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        int width = help.commandSpec().usageMessage().width();
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(names, INDENT, Overflow.SPAN),
                new Column(width - names, 0, Overflow.WRAP));
        for (Help command : commands.values()) {
            UsageMessageSpec usage = command.commandSpec().usageMessage();
            if (!usage.hidden()) {
                table.addRowValues(
                        help.colorScheme().commandText(command.commandSpec().name()),
                        help.colorScheme().text(summary(usage)));
            }
        }
        return table.toString();
    }

    private static String summary(UsageMessageSpec usage) {
        String description = usage.description().length == 0 ? "" : usage.description()[0];
        Matcher sentence = FIRST_SENTENCE.matcher(description);
        return sentence.matches() ? sentence.group(1) + "." : description;
    }
}
