package com.stateset.sequencer.crypto;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Provider;

/** Amazon's Corretto provider, which is not on the class path of the tests, in a loader of its own. */
final class CorrettoJar {

    /** The build puts it there. */
    static final Path FILE = Path.of("target", "ext", "corretto.jar");

    private CorrettoJar() {}

    /** A loader of a jar and of what the JVM has. */
    static URLClassLoader loader(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    /** The provider by itself. */
    static Provider provider() {
        try {
            return CorrettoLibrary.load(Class.forName(CorrettoLibrary.PROVIDER, true, loader(FILE)));
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The library that is used where the jar is on the path. */
    static Ed25519Library library() {
        try {
            // It stays open: native code refers to its classes.
            return CorrettoLibrary.find(loader(FILE), new BouncyCastleLibrary()).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
