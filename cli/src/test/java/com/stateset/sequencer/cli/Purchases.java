package com.stateset.sequencer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A table of purchases: white space between the columns, no header, CRLF. The public CDNOW sample when it lies beside the
 * checkout, otherwise one that looks like it.
 *
 * @param rows how many
 */
public record Purchases(Path file, long rows) {

    private static final Path CDNOW =
            Path.of(System.getProperty("sequencer.shared", "../shared"), "data", "cdnow_sample.txt");
    private static final long CDNOW_ROWS = 6919;

    public static Purchases real(Path directory) throws IOException {
        if (!Files.exists(CDNOW)) {
            return generated(directory, 3000);
        }
        return new Purchases(Files.copy(CDNOW, directory.resolve("cdnow_sample.txt")), CDNOW_ROWS);
    }

    static Purchases generated(Path directory, int rows) throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    " %05d %04d 1997%02d%02d %2d %7.2f\r\n",
                    random.nextInt(20_000),
                    i / 3,
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    1 + random.nextInt(9),
                    random.nextInt(20_000) / 100.0));
        }
        return new Purchases(Files.writeString(directory.resolve("purchases.txt"), text), rows);
    }

    /** The command line that imports the file, as docs/server.md has it; {@code more} follows. */
    static String[] importOf(Path file, String server, String... more) {
        return Stream.concat(
                        Stream.of(
                                "import",
                                file.toString(),
                                "--server",
                                server,
                                "--tenant",
                                LogReader.TENANT.toString(),
                                "--store",
                                LogReader.STORE.toString(),
                                "--columns",
                                "customer,sample,date,cds,dollars",
                                "--entity-type",
                                "order",
                                "--entity-id",
                                "{customer}-{line}",
                                "--event-type",
                                "order.placed",
                                "--payload",
                                "customer,cds=int,dollars=number",
                                "--created-at",
                                "date:yyyyMMdd"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    List<Long> numbers() {
        return LongStream.rangeClosed(1, rows).boxed().toList();
    }

    /** The line numbers at the end of the entity ids. */
    static List<Long> lines(List<LogReader.Entry> log) {
        return log.stream()
                .map(entry -> Long.valueOf(entry.entityId().replaceFirst(".*-", "")))
                .toList();
    }
}
