package com.stateset.sequencer.cli.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.Witness;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WitnessServerTest {

    @TempDir
    private Path folder;

    private SqliteWitnessState state;
    private WitnessServer server;

    @BeforeEach
    void start() {
        SigningKey key = SigningKey.generate();
        state = SqliteWitnessState.open(folder.resolve("witness.db"));
        Witness witness = new Witness(
                VerifierKey.ofWitness("example.com/w1", key.publicKey().toByteArray()),
                message -> key.signText(message).toByteArray(),
                (publicKey, message, signature) -> false,
                List.of(VerifierKey.ofLog(
                        LogName.ofSequencer(new UUID(0, 1)).headsOrigin(),
                        SigningKey.generate().publicKey().toByteArray())),
                state,
                Clock.systemUTC());
        server = WitnessServer.start(witness, "127.0.0.1", 0, Duration.ofMillis(300));
    }

    @AfterEach
    void stop() {
        server.close();
        state.close();
    }

    @Test
    void waits_for_a_whole_request_no_longer_than_its_limit() throws Exception {
        try (Socket socket = request(60_000)) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            while (in.available() == 0) {
                out.write('x');
                out.flush();
                LockSupport.parkNanos(10_000_000);
            }

            assertThat(firstLine(in)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void ends_a_connection_whose_headers_do_not_come() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /add-checkpoint HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> {
                        while (true) {
                            out.write('x');
                            LockSupport.parkNanos(10_000_000);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void answers_what_came_in_time() throws Exception {
        try (Socket socket = request(6)) {
            socket.getOutputStream().write("old 0\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void takes_no_more_than_a_request_may_have() throws Exception {
        try (Socket socket = request(65_537)) {
            socket.getOutputStream().write(new byte[65_537]);

            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 413");
        }
    }

    private Socket request(int length) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("POST /add-checkpoint HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String firstLine(InputStream in) throws Exception {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }
}
