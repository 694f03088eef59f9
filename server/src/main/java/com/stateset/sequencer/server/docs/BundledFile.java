package com.stateset.sequencer.server.docs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A file that comes with the program. Read once, and never changed.
 *
 * @param mediaType what it is
 * @param bytes its content; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // two of them are never compared
record BundledFile(String mediaType, byte[] bytes) {

    /** Reads a file beside this class. */
    static byte[] own(String name) {
        return read("/" + BundledFile.class.getPackageName().replace('.', '/') + "/" + name);
    }

    /** Reads a file of Swagger UI, whose WebJar has the version in its paths. */
    static byte[] ofSwaggerUi(String name) {
        String version = new String(own("swagger-ui.version"), StandardCharsets.UTF_8).strip();
        return read("/META-INF/resources/webjars/swagger-ui/" + version + "/" + name);
    }

    private static byte[] read(String path) {
        try (InputStream in = BundledFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException("The program lacks its file " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
