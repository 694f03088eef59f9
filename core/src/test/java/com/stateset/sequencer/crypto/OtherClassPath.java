package com.stateset.sequencer.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** This library beside itself, loaded a second time from another class path. */
final class OtherClassPath {

    private OtherClassPath() {}

    /** The class path of the tests. */
    static Stream<Path> entries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
    }

    /** Runs a class of these tests there, and returns what it returned. */
    static List<String> run(Stream<Path> entries, Class<? extends Callable<List<String>>> task) throws Exception {
        URL[] path = entries.map(OtherClassPath::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> again = loader.loadClass(task.getName());
            assertThat(again).isNotSameAs(task);
            Object made = again.getDeclaredConstructor().newInstance();
            List<String> results = new ArrayList<>();
            for (Object result : (List<?>) ((Callable<?>) made).call()) {
                results.add((String) result);
            }
            return results;
        }
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
