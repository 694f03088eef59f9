package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.cli.serve.Settings.Setting;
import com.stateset.sequencer.server.StartException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config check}: shows the configuration that {@code serve} would start with, or what it would refuse. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Shows the configuration that serve would start with: each variable, its value, and where that comes from (option,"
                    + " environment, file or default); - is none. Secrets are hidden. Starts nothing, makes nothing, and does not connect to"
                    + " PostgreSQL."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:serve would take this configuration", "2:serve would refuse it"})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class ConfigCheckCommand implements Callable<Integer> {

    private static final int REFUSED = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions options;

    @Mixin
    private JsonOption json;

    private final Map<String, String> environment;

    /** Made by picocli. */
    ConfigCheckCommand() {
        this(System.getenv());
    }

    ConfigCheckCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        Settings settings = options.settings(environment);
        PrintWriter err = spec.commandLine().getErr();
        try {
            ServerConfig.from(settings).check(settings);
            json.print(new Effective(settings.effective(), settings.warnings()));
            if (!json.isOn()) {
                print(settings.effective(), spec.commandLine().getOut());
            }
            settings.warnings().forEach(sentence -> err.println("Warning: " + sentence));
            return 0;
        } catch (ConfigurationException | StartException e) {
            JsonOption.fail(spec, String.valueOf(e.getMessage()), REFUSED);
            err.println(e.getMessage());
            return REFUSED;
        } finally {
            err.flush();
        }
    }

    /** What serve would start with. */
    record Effective(Collection<Setting> settings, Collection<String> warnings) {}

    /** In columns; a line each. */
    private static void print(Collection<Setting> settings, PrintWriter out) {
        int names = width(settings.stream().map(Setting::name).toList());
        int values = width(settings.stream().map(ConfigCheckCommand::shown).toList());
        for (Setting setting : settings) {
            out.println(padded(setting.name(), names) + padded(shown(setting), values) + setting.source());
        }
        out.flush();
    }

    private static String shown(Setting setting) {
        return setting.value().isEmpty() ? "-" : setting.value();
    }

    private static int width(Collection<String> texts) {
        return 2 + texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
