package com.stateset.sequencer.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that the system property {@code sequencer.shared} names. Without it there is nothing in it. */
final class SharedData {

    private static final Path FOLDER = Path.of(System.getProperty("sequencer.shared", "shared"));

    private SharedData() {}

    static List<Path> files(String folder) throws IOException {
        if (!Files.isDirectory(FOLDER.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.sorted().toList();
        }
    }

    /** The cases of one kind in the protocol's vectors: objects as maps, arrays as lists, numbers as their text. */
    static List<Map<String, ?>> vectors(String kind) throws IOException {
        Path file = FOLDER.resolve("vectors/ves-v1.json");
        if (!Files.exists(file)) {
            return List.of();
        }
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            Map<?, ?> vectors = (Map<?, ?>) read(parser, parser.nextToken());
            return ((List<?>) vectors.get(kind))
                    .stream().map(SharedData::asCase).toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> asCase(Object element) {
        return (Map<String, ?>) element;
    }

    private static @Nullable Object read(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_NULL -> null;
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> parser.getText();
        };
    }

    private static Map<String, Object> readObject(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            object.put(name, read(parser, parser.nextToken()));
        }
        return object;
    }

    private static List<Object> readArray(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(read(parser, token));
        }
        return array;
    }
}
