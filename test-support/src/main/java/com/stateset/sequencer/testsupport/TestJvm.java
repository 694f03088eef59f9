package com.stateset.sequencer.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Command lines for JVMs of a test's own, which live for seconds: the quick compiler, the small collector, and for the runnable
 * jar its classes as the JVM has them in memory (an archive of class data, made once a build beside the jar, as it takes half of
 * each start). Thread-safe.
 */
public final class TestJvm {

    /** How long the run that makes the archive may take. Without one everything works as well, only slower. */
    private static final long ARCHIVE_LIMIT_SECONDS = 120;

    private TestJvm() {}

    /** The beginning of a command line: this JDK's {@code java}, and what makes it start quickly. */
    public static List<String> command() {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
    }

    /** A command line that runs a class with this JVM's class path, behind the runnable jar if there is one. */
    public static List<String> running(Class<?> main, String... arguments) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = command();
        if (System.getProperty("sequencer.jar") != null) {
            command.add(archiveOption());
            classPath = System.getProperty("sequencer.jar") + File.pathSeparator + classPath;
        }
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The beginning of a command line that runs the jar which {@code sequencer.jar} names; its arguments come next. */
    public static List<String> jar() {
        List<String> command = command();
        command.add(archiveOption());
        command.addAll(List.of("-jar", System.getProperty("sequencer.jar")));
        return command;
    }

    /** The option that has the classes of the runnable jar read from their archive, which is made if need be. */
    private static synchronized String archiveOption() {
        Path jar = Path.of(System.getProperty("sequencer.jar"));
        Path archive = jar.resolveSibling("sequencer-" + Runtime.version().feature() + ".jsa");
        try (FileChannel lock = FileChannel.open(
                        jar.resolveSibling("sequencer.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            boolean isNewer = Files.exists(archive)
                    && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) >= 0;
            if (held.isValid() && !isNewer) {
                make(archive, jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-Xshare:auto";
    }

    /** The demo uses nearly everything; what it prints is of no interest here. */
    private static void make(Path archive, Path jar) throws IOException {
        Files.deleteIfExists(archive);
        List<String> command = command();
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-jar", jar.toString(), "demo"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(ARCHIVE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
