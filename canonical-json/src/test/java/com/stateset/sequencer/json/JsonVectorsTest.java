package com.stateset.sequencer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JsonVectorsTest {

    @TestFactory
    Stream<DynamicTest> accepts_and_refuses_what_the_vectors_say() throws IOException {
        return SharedData.vectors("strict").stream().map(vector -> {
            String text = (String) vector.get("payload_text");
            return dynamicTest(shortened(text), () -> {
                if (vector.get("accept").equals(true)) {
                    assertThat(CanonicalJson.parse(text)).hasToString((String) vector.get("canonical"));
                } else {
                    assertThatExceptionOfType(InvalidJsonException.class).isThrownBy(() -> CanonicalJson.parse(text));
                }
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> makes_both_forms_whose_hashes_are_accepted() throws IOException {
        return SharedData.vectors("as_sent").stream().map(vector -> {
            String text = (String) vector.get("payload_text");
            return dynamicTest(shortened(text), () -> {
                String canonicalHash = sha256(CanonicalJson.parse(text).toByteArray());
                String asSentHash = sha256(CanonicalJson.withNumbersAsSent(text.getBytes(UTF_8)));

                assertThat(List.of(canonicalHash, asSentHash)).isEqualTo(vector.get("accepted_payload_hashes"));
                assertThat(canonicalHash).isEqualTo(vector.get("answered_payload_hash"));
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> leaves_the_payloads_of_signed_events_as_they_are() throws IOException {
        return SharedData.vectors("signed").stream().map(vector -> {
            String canonical = (String) vector.get("canonical_payload");
            return dynamicTest(shortened(canonical), () -> {
                assertThat(CanonicalJson.parse(canonical)).hasToString(canonical);
                assertThat(sha256(canonical.getBytes(UTF_8))).isEqualTo(vector.get("payload_hash"));
            });
        });
    }

    @Test
    void the_known_answers_hold_without_the_vectors_too() throws Exception {
        Map<String, String> hashes = Map.of(
                "{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                "{\"b\":10.0,\"a\":1}", "7e056780256ecb4821910a2bc84161ed6cd3b87dbae34baa52ec84ebc6fca3fa");
        for (Map.Entry<String, String> known : hashes.entrySet()) {
            assertThat(sha256(CanonicalJson.parse(known.getKey()).toByteArray()))
                    .isEqualTo(known.getValue());
        }
        assertThat(sha256(CanonicalJson.withNumbersAsSent("{\"b\":10.0,\"a\":1}".getBytes(UTF_8))))
                .isEqualTo("741c741cd4ec1eab96d9f8e604f598203763ad4d76db36c2e3e05499e4701972");
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
