package com.stateset.sequencer.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Forms that a distributed PostgreSQL refuses stay out of the SQL of this module; ADR 0003 says why some of them are here. */
class DistributedSqlTest {

    private static final Pattern CLOCK_IN_HEAD_UPDATE =
            Pattern.compile("update sequencer\\.stream_heads[^;]*?set [^;]*?(clock_timestamp|now)\\(\\)[^;]*?where");
    private static final Pattern COALESCE_OF_THE_CLOCK = Pattern.compile("coalesce\\([^;]*clock_timestamp");
    private static final Pattern LATERAL_LIMIT = Pattern.compile("unnest\\(.*lateral \\(.*limit");
    private static final Pattern EXISTS_OVER_UNNEST = Pattern.compile("unnest\\(.*exists \\(");
    private static final Pattern MAX_OVER_UNNEST = Pattern.compile("select [^;]*\\( select max\\(.*from unnest\\(");
    private static final Pattern INDEX_NAME =
            Pattern.compile("events_event_id|events_entity|events_command|events_correlation|_pkey");
    private static final Pattern MANY_LOCKS = Pattern.compile("order by h\\.stream_id\\s+for update");

    private final Map<String, List<String>> texts = textsOfTheModule();

    @Test
    void the_module_has_sql_to_look_at() {
        assertThat(texts).containsKeys("HeadFence", "StreamStateQueries", "KeySnapshots");
        assertThat(texts.get("HeadFence")).anyMatch(text -> text.contains("update sequencer.stream_heads"));
    }

    @Test
    void no_statement_has_a_form_that_is_refused() {
        assertThat(classesWith(Pattern.compile("force_generic_plan"))).isEmpty();
        assertThat(classesWith(CLOCK_IN_HEAD_UPDATE)).isEmpty();
        assertThat(classesWith(COALESCE_OF_THE_CLOCK)).isEmpty();
        assertThat(classesWith(EXISTS_OVER_UNNEST)).isEmpty();
        assertThat(classesWith(INDEX_NAME)).isEmpty();
    }

    @Test
    void what_is_left_is_named_and_has_a_reason() {
        assertThat(classesWith(LATERAL_LIMIT))
                .as("as joins, they would read whole tables: of tiles, and on readers' connections of keys")
                .isSubsetOf("TileTable", "KeySnapshots");
        assertThat(classesWith(MAX_OVER_UNNEST))
                .as("as a grouped join, it would read every version of each entity")
                .isSubsetOf("StreamStateQueries");
        assertThat(classesWith(MANY_LOCKS))
                .as("a round trip for each stream would cost far more than 2 %")
                .isSubsetOf("StreamStateQueries", "AgentKeyQueries");
    }

    @Test
    void the_patterns_find_what_they_are_for() {
        assertThat("update sequencer.stream_heads set head = 1, last_sequenced_at = clock_timestamp() where true")
                .containsPattern(CLOCK_IN_HEAD_UPDATE);
        assertThat("coalesce(?::timestamptz, greatest(a, clock_timestamp()))").containsPattern(COALESCE_OF_THE_CLOCK);
        assertThat("from unnest(?) k cross join lateral ( select 1 limit 1 )").containsPattern(LATERAL_LIMIT);
        assertThat("select k.ordinal, ( select max(e.v) from e where e.k = k.k ) as v from unnest(?) as k(k, ordinal)")
                .containsPattern(MAX_OVER_UNNEST);
        assertThat("from unnest(?) k where exists ( select )").containsPattern(EXISTS_OVER_UNNEST);
    }

    private Set<String> classesWith(Pattern form) {
        Map<String, String> found = new TreeMap<>();
        texts.forEach((name, ofClass) -> ofClass.stream()
                .filter(text -> form.matcher(text.replaceAll("\\s+", " ")).find())
                .forEach(text -> found.put(name, text)));
        return found.keySet();
    }

    private static Map<String, List<String>> textsOfTheModule() {
        Map<String, List<String>> texts = new TreeMap<>();
        try {
            Path classes = Path.of(PostgresEventStore.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder =
                    classes.resolve(PostgresEventStore.class.getPackageName().replace('.', '/'));
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".class")).toList()) {
                    String name = file.getFileName().toString().replaceAll("[$.].*", "");
                    texts.computeIfAbsent(name, any -> new ArrayList<>()).addAll(constants(file));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The texts of a class file's constant pool (JVMS 4.4). */
    private static List<String> constants(Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.readLong();
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                switch (in.readUnsignedByte()) {
                    case 1 -> texts.add(in.readUTF());
                    case 5, 6 -> {
                        in.readLong();
                        i++;
                    }
                    case 7, 8, 16, 19, 20 -> in.readUnsignedShort();
                    case 15 -> in.skipNBytes(3);
                    default -> in.readInt();
                }
            }
        }
        return texts;
    }
}
