package com.stateset.sequencer.benchmarks.figure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code results.json}: {@code date}, {@code conditions} and {@code results}, an array with {@code name, value, unit, limit,
 * limit_name, ratio, p50, p99, conditions} per row. Numbers have four digits that count; {@code p50} and {@code p99} are in
 * milliseconds, and null where no calls were timed.
 */
public final class FigureFile {

    private static final MathContext DIGITS = new MathContext(4);

    private FigureFile() {}

    /**
     * Writes the file anew.
     *
     * @param date of the run, RFC 3339
     * @param conditions of the run as a whole: the machine and its load
     */
    public static void write(Path file, String date, String conditions, List<Figure> figures) throws IOException {
        try (JsonGenerator json =
                new JsonFactory().createGenerator(Files.newBufferedWriter(file)).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("date", date);
            json.writeStringField("conditions", conditions);
            json.writeArrayFieldStart("results");
            for (Figure figure : figures) {
                write(json, figure);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator json, Figure figure) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", figure.name());
        number(json, "value", figure.value());
        json.writeStringField("unit", figure.unit());
        number(json, "limit", figure.limit());
        json.writeStringField("limit_name", figure.limitName());
        number(json, "ratio", figure.ratio());
        number(json, "p50", figure.p50());
        number(json, "p99", figure.p99());
        json.writeStringField("conditions", figure.conditions());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        if (Double.isFinite(value)) {
            json.writeNumber(
                    new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString());
        } else {
            json.writeNull();
        }
    }
}
