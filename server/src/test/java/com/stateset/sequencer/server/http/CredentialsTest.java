package com.stateset.sequencer.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    @Test
    void a_call_is_read_and_its_secret_hashed_once() throws Exception {
        List<Hash> hashes = new CopyOnWriteArrayList<>();
        Javalin server = Javalin.create(config -> config.routes.get("/", call -> {
            Credentials first = Credentials.of(call);
            hashes.add(first.hash());
            hashes.add(Credentials.of(call).hash());
            call.result(first.scheme() + " " + first.hash().equals(KeySecret.hash("a key")));
        }));
        try {
            server.start("localhost", 0);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port()))
                    .header("x-api-key", "a key")
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("API_KEY true");
            assertThat(hashes.get(1)).isSameAs(hashes.get(0));
        } finally {
            server.stop();
        }
    }
}
