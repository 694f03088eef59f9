package com.stateset.sequencer.cli.agent.scope;

import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.protocol.scope.EventScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What a replica is to follow. */
public final class ScopeOptions {

    private static final Pattern ESCAPE = Pattern.compile("%.{0,2}", Pattern.DOTALL);

    @Option(
            names = "--scope-entity-type",
            paramLabel = "TYPE",
            description = "Follow the events about all entities of this type. May be given several times.")
    private List<String> entityTypes = new ArrayList<>();

    @Option(
            names = "--scope-entity",
            paramLabel = "TYPE/ID",
            description =
                    "Follow the events about this entity; in its type, a slash is written %%2F and a percent sign %%25. May be given "
                            + "several times.")
    private List<String> entities = new ArrayList<>();

    @Option(
            names = "--scope-event-type",
            paramLabel = "TYPE",
            description =
                    "Follow the events of this type, whatever they are about. May be given several times. An event is followed if it "
                            + "fulfils any of these; this agent's own events always are.")
    private List<String> eventTypes = new ArrayList<>();

    /** Whether nothing was said. */
    public boolean isEmpty() {
        return entityTypes.isEmpty() && entities.isEmpty() && eventTypes.isEmpty();
    }

    /**
     * The scope.
     *
     * @throws UsageException if it is none
     */
    public EventScope scope() {
        try {
            return EventScope.of(
                    entityTypes, entities.stream().map(ScopeOptions::entity).toList(), eventTypes);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static EntityRef entity(String name) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            throw new UsageException("--scope-entity '" + name + "' is not an entity's type and id, such as order/o-1");
        }
        return new EntityRef(type(name.substring(0, slash)), name.substring(slash + 1));
    }

    /** Decodes the two characters that have to be written otherwise in a type. */
    private static String type(String written) {
        return ESCAPE.matcher(written).replaceAll(escape -> switch (escape.group()
                .toUpperCase(Locale.ROOT)) {
            case "%2F" -> "/";
            case "%25" -> "%";
            default ->
                throw new UsageException("--scope-entity: in the type '" + written
                        + "', a slash is written %2F and a percent sign %25; '" + escape.group() + "' is neither");
        });
    }
}
