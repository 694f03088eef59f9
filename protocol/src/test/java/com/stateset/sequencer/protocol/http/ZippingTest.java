package com.stateset.sequencer.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ZippingTest {

    private static final byte[] BODY = new byte[Zipping.LEAST_BYTES];

    private final Zipping zipping = new Zipping();
    private final List<byte[]> sent = new ArrayList<>();
    private final List<Boolean> zipped = new ArrayList<>();

    /** What the server says to compressed bodies, and to others; 200 is fine. */
    private int toZipped = 200;

    private int toPlain = 200;

    @Test
    void nothing_is_compressed_until_the_server_says_so() {
        send(BODY);
        answers("identity, br");
        send(BODY);
        assertThat(zipped).containsExactly(false, false);
    }

    @Test
    void large_bodies_are_compressed_for_a_server_that_takes_it() throws IOException {
        answers("br, GZIP");
        answers("identity");

        send(BODY);

        assertThat(zipped).containsExactly(true);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(sent.get(0))).readAllBytes())
                .isEqualTo(BODY);
    }

    @Test
    void what_does_not_pay_goes_as_it_is() {
        answers("gzip");
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);

        send(new byte[Zipping.LEAST_BYTES - 1]);
        send(noise);

        assertThat(zipped).containsExactly(false, false);
    }

    @Test
    void a_server_that_refuses_it_all_the_same_is_asked_once() {
        answers("gzip");
        for (int status : new int[] {415, 400}) {
            zipped.clear();
            Zipping fresh = new Zipping();
            fresh.heed(header("gzip"));
            toZipped = status;
            assertThat(fresh.send(BODY, this::answer)).isEqualTo("done");
            fresh.heed(header("gzip"));
            assertThat(fresh.send(BODY, this::answer)).isEqualTo("done");
            assertThat(zipped).containsExactly(true, false, false);
        }
    }

    @Test
    void a_body_that_is_refused_either_way_decides_nothing() {
        answers("gzip");
        toZipped = 400;
        toPlain = 400;
        assertThatThrownBy(() -> send(BODY)).isInstanceOf(TransportException.Refused.class);
        toZipped = 200;

        send(BODY);

        assertThat(zipped).containsExactly(true, false, true);
    }

    @Test
    void a_refusal_for_another_reason_is_final() {
        answers("gzip");
        toZipped = 403;
        assertThatThrownBy(() -> send(BODY)).isInstanceOf(TransportException.Refused.class);
        assertThat(sent).hasSize(1);
    }

    private void answers(String encodings) {
        zipping.heed(header(encodings));
    }

    private void send(byte[] body) {
        assertThat(zipping.send(body, this::answer)).isEqualTo("done");
    }

    private String answer(byte[] body, boolean isZipped) {
        sent.add(body);
        zipped.add(isZipped);
        int status = isZipped ? toZipped : toPlain;
        if (status != 200) {
            throw new TransportException.Refused(status, "no");
        }
        return "done";
    }

    private static HttpHeaders header(String encodings) {
        return HttpHeaders.of(Map.of("Accept-Encoding", List.of(encodings)), (name, value) -> true);
    }
}
