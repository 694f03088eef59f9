package com.stateset.sequencer.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes that no HTTP client would send, and reads what comes back, on a connection for each request. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 20_000;

    /** An event stream has no end: it is read until nothing has come for so long. */
    private static final int ENDLESS_MILLIS = 50;

    private RawHttp() {}

    /**
     * What was answered.
     *
     * @param status the status; 0 if the connection was closed without an answer
     * @param head the status line and the headers
     * @param body the body, perhaps in chunks; what is no UTF-8 is replaced
     */
    record RawAnswer(int status, String head, String body) {

        HttpHeaders headers() {
            Map<String, List<String>> headers = new TreeMap<>();
            head.lines()
                    .skip(1)
                    .map(line -> line.split(": *", 2))
                    .forEach(header -> headers.computeIfAbsent(header[0], name -> new ArrayList<>())
                            .add(header[1]));
            return HttpHeaders.of(headers, (name, value) -> true);
        }

        static RawAnswer of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new RawAnswer(0, text, "");
            }
            String head = text.substring(0, end);
            return new RawAnswer(Integer.parseInt(head.substring(9, 12)), head, text.substring(end + 4));
        }
    }

    static RawAnswer send(int port, byte[] request) throws IOException {
        try (Socket socket = TestServer.connect(port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
                receive(socket, received);
            } catch (SocketTimeoutException e) {
                if (received.size() == 0) {
                    throw e;
                }
            } catch (IOException e) {
                // The server may close before it has taken all of it; what it said until then counts.
                return RawAnswer.of(received.toByteArray());
            }
            return RawAnswer.of(received.toByteArray());
        }
    }

    private static void receive(Socket socket, ByteArrayOutputStream received) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] part = new byte[64 << 10];
        int count = in.read(part);
        while (count >= 0) {
            received.write(part, 0, count);
            if (received.toString(StandardCharsets.ISO_8859_1).contains("text/event-stream")) {
                socket.setSoTimeout(ENDLESS_MILLIS);
            }
            count = in.read(part);
        }
    }
}
