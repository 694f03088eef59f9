package com.stateset.sequencer.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventScannerTest {

    private final AtomicInteger found = new AtomicInteger();
    private final EventScanner scanner = new EventScanner(found::incrementAndGet);

    @ParameterizedTest
    @CsvSource({
        "':|||', 0",
        "'id: 7|data: {}||', 1",
        "'data: {}|', 0",
        "'data: a|data: b||data: c||', 2",
        "'data||', 1",
        "'data:||', 1",
        "'database: 1||', 0",
        "'dat: 1||', 0",
        "' data: 1||', 0",
        "'id: 7||', 0",
        "'retry: 10||:||data: 1||', 1",
    })
    void with_every_kind_of_line_end_and_wherever_it_is_cut(String body, int events) {
        for (String lineEnd : List.of("\n", "\r", "\r\n")) {
            byte[] bytes = body.replace("|", lineEnd).getBytes(StandardCharsets.UTF_8);
            for (int size = 1; size <= bytes.length; size++) {
                found.set(0);
                feed(bytes, size);
                assertThat(found).as("'%s' in pieces of %s", body, size).hasValue(events);
                feed(lineEnd.repeat(2).getBytes(StandardCharsets.UTF_8), 1);
            }
        }
    }

    @Test
    void one_piece_is_asked_for_at_a_time() {
        AtomicInteger asked = new AtomicInteger();
        scanner.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                asked.addAndGet((int) n);
            }

            @Override
            public void cancel() {}
        });
        assertThat(asked).hasValue(1);
        feed("data: 1\n\n".getBytes(StandardCharsets.UTF_8), 100);
        assertThat(asked).hasValue(2);
    }

    private void feed(byte[] bytes, int size) {
        for (int from = 0; from < bytes.length; from += size) {
            scanner.onNext(List.of(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from))));
        }
    }
}
