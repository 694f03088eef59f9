package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program has to load before its first event is stored: see the performance notes on starting. */
class FirstAppendTest {

    @TempDir
    private Path folder;

    @Test
    void a_first_append_sets_up_neither_jdbi_nor_databind() throws Exception {
        try (Recording loader = new Recording()) {
            Object append = loader.loadClass(Append.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            accept(append);
            assertThat(loader.found)
                    .contains("com.stateset.sequencer.sqlite.write.GroupAppend")
                    .doesNotContain("org.jdbi.v3.core.config.ConfigRegistry")
                    .noneMatch(name -> name.startsWith("com.fasterxml.jackson.databind."));
        }
    }

    @SuppressWarnings("unchecked") // The class is of another loader, the interface of the JDK.
    private void accept(Object append) {
        ((Consumer<Path>) append).accept(folder.resolve("events.db"));
    }

    /** Opens a file and stores an event. */
    public static final class Append implements Consumer<Path> {

        @Override
        public void accept(Path file) {
            try (Sequencer sequencer =
                    Sequencer.builder().store(SqliteEventStore.open(file)).build()) {
                assertThat(sequencer.stream(Samples.STREAM)
                                .append(NewEvent.builder()
                                        .entity("order", "o-1")
                                        .eventType("order.placed")
                                        .payload("{\"total\":1}")
                                        .build())
                                .head())
                        .isEqualTo(1);
            }
        }
    }

    /** Loads everything that is not the JDK's anew, and remembers what. */
    private static final class Recording extends URLClassLoader {

        private final Set<String> found = ConcurrentHashMap.newKeySet();

        Recording() {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            found.add(name);
            return super.findClass(name);
        }

        private static URL[] classPath() {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            return Arrays.stream(classPath.split(File.pathSeparator))
                    .map(Recording::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(entry, e);
            }
        }
    }
}
