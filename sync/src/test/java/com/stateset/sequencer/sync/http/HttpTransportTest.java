package com.stateset.sequencer.sync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.crypto.AgentSigner;
import com.stateset.sequencer.crypto.KeyProofs;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.AgentKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.PayloadHashes;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.keys.KeyDirectory;
import com.stateset.sequencer.sync.PulledPage;
import com.stateset.sequencer.sync.PushAnswer;
import com.stateset.sequencer.sync.PushOutcome;
import com.stateset.sequencer.sync.SequencerPin;
import com.stateset.sequencer.sync.author.EventAuthor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpTransportTest {

    private static final StreamId STREAM = new StreamId(new UUID(1, 2), new UUID(3, 4));
    private static final AgentSigner SIGNER =
            new AgentSigner(new UUID(5, 6), 1, SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]));

    private final LocalServer server = new LocalServer();
    private final HttpTransport transport = HttpTransport.to(server.uri(), "secret");

    @AfterEach
    void stopServer() {
        transport.close();
        server.close();
    }

    @Test
    void unsigned_events_take_the_plain_way() {
        Event event = event(null);
        server.answers(200, String.format(Locale.ROOT, """
                {"batch_id":"00000000-0000-0000-0000-0000000000ba","events_accepted":1,"events_duplicate":0,"events_rejected":1,"head_sequence":7,"rejections":[
                    {"event_id":"00000000-0000-0000-0000-00000000000b","reason":"r","message":"m"}],
                 "results":[{"event_id":"%s","status":"accepted","sequence_number":7},
                    {"event_id":"00000000-0000-0000-0000-00000000000b","status":"rejected"}]}
                """, event.eventId()));
        assertThat(transport.push(SIGNER.agentId(), List.of(event)))
                .isEqualTo(new PushAnswer(
                        List.of(
                                new PushOutcome.Stored(event.eventId(), 7, null),
                                new PushOutcome.Rejected(new UUID(0, 11), "r", "m")),
                        7));
        assertThat(server.lastCall()).isEqualTo("POST /api/v1/events/ingest");
        assertThat(server.lastAuthorization()).isEqualTo("ApiKey secret");
        assertThat(canonical(server.lastBody()))
                .isEqualTo(canonical(String.format(
                        Locale.ROOT,
                        """
                        {"agent_id":"%s","events":[{"event_id":"%s","tenant_id":"%s","store_id":"%s","entity_type":"order",
                         "entity_id":"a/b","event_type":"order.changed","base_version":3,
                         "created_at":"2026-01-02T03:04:05Z","source_agent":"%s","payload":{"amount":10.5}}]}
                        """,
                        SIGNER.agentId(),
                        event.eventId(),
                        STREAM.tenantId(),
                        STREAM.storeId(),
                        SIGNER.agentId())));
    }

    @Test
    void chained_batches_have_calls_of_their_own() {
        server.answers(404, "{}");
        assertThatThrownBy(() -> transport.pushChained(SIGNER.agentId(), List.of(event(SIGNER))))
                .isInstanceOfSatisfying(TransportException.Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(404);
                    assertThat(refused.mayHaveArrived()).isFalse();
                });
        assertThat(server.lastCall()).isEqualTo("POST /api/v1/ves/events/ingest/chained");
        assertThatThrownBy(() -> transport.pushChained(SIGNER.agentId(), List.of(event(null))))
                .isInstanceOf(TransportException.Refused.class);
        assertThat(server.lastCall()).isEqualTo("POST /api/v1/events/ingest/chained");
    }

    @Test
    void signed_events_take_the_ves_way_and_come_back_with_receipts() {
        Event event = event(SIGNER);
        Event other = event(SIGNER);
        Hash receipt = VesHashes.receipt(STREAM, event.eventId(), 9, VesHashes.signing(event));
        server.answers(
                200, String.format(Locale.ROOT, """
                {"batchId":"00000000-0000-0000-0000-0000000000ba","eventsAccepted":1,"eventsDuplicate":0,"eventsRejected":1,"headSequence":9,
                 "rejections":[{"event_id":"%s","eventId":"%s","reason":"version_conflict: expected 3, actual 4",
                    "detail":"m"}],
                 "receipts":[{"sequencerId":"00000000-0000-0000-0000-00000000000a","eventId":"%s","sequenceNumber":9,
                    "sequencedAt":"2026-01-02T03:04:05.123456Z","receiptHash":"%s","signatureAlg":"none",
                    "sequencerSignature":null,"sequencerKeyVersion":null}]}
                """, other.eventId(), other.eventId(), event.eventId(), receipt));
        PushAnswer answer = transport.push(SIGNER.agentId(), List.of(other, event));
        assertThat(answer.headSequence()).isEqualTo(9);
        assertThat(answer.outcomes().get(0))
                .isEqualTo(new PushOutcome.Rejected(other.eventId(), "version_conflict: expected 3, actual 4", "m"));
        assertThat(answer.outcomes().get(1)).isInstanceOfSatisfying(PushOutcome.Stored.class, stored -> {
            assertThat(stored.sequenceNumber()).isEqualTo(9);
            assertThat(stored.receipt().receiptHash()).isEqualTo(receipt);
            assertThat(stored.receipt().signature()).isNull();
        });
        assertThat(server.lastCall()).isEqualTo("POST /api/v1/ves/events/ingest");
        assertThat(server.lastBody())
                .contains("\"agentId\":\"" + SIGNER.agentId() + "\"", "\"ves_version\":1", "\"agent_key_id\":1")
                .contains("\"agent_signature\":\"0x" + event.authorship().signature())
                .contains("\"payload_plain_hash\":\"0x" + event.payloadHashes().plainHash());
    }

    @Test
    void pages_come_back_as_they_were_written() {
        Event event = event(SIGNER);
        server.answers(200, page(event, "{\"amount\":10.5}"));
        PulledPage page = transport.pull(STREAM, 4, 2);
        assertThat(server.lastCall())
                .isEqualTo("GET /api/v1/events?tenant_id=" + STREAM.tenantId() + "&store_id=" + STREAM.storeId()
                        + "&from=4&limit=2&receipts=true");
        assertThat(page.headSequence()).isEqualTo(12);
        assertThat(page.events()).singleElement().satisfies(pulled -> {
            assertThat(pulled.sequenced().event()).isEqualTo(event);
            assertThat(pulled.sequenceNumber()).isEqualTo(4);
            assertThat(pulled.sequenced().entityVersion()).isEqualTo(4);
            assertThat(pulled.sequenced().sequencerKeyVersion()).isEqualTo(2);
            assertThat(pulled.receiptSignature()).isEqualTo(event.authorship().signature());
        });
    }

    @Test
    void an_altered_payload_arrives_beside_the_original_hashes() {
        Event event = event(SIGNER);
        server.answers(200, page(event, "{\"amount\":1e2}"));
        Event pulled = transport.pull(STREAM, 4, 2).events().get(0).sequenced().event();
        assertThat(pulled.payload()).isEqualTo(Payload.clear(CanonicalJson.parse("{\"amount\":100}")));
        assertThat(pulled.payloadHashes()).isEqualTo(event.payloadHashes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E30",
                "5e-324",
                "-0.1",
                "\"\\u20ac\\ud83d\\ude00\\u0000\"",
                "[1e-7,{\"b\":[],\"a\":\"\"}]",
                "null"
            })
    void payloads_keep_their_hashes_on_the_way(String payload) {
        CanonicalJson json = CanonicalJson.parse(payload);
        Event event = new EventAuthor(STREAM, SIGNER.agentId(), SIGNER).write(draft(payload));
        server.answers(200, page(event, json.toString()));
        Event pulled = transport.pull(STREAM, 4, 2).events().get(0).sequenced().event();
        assertThat(pulled.payload()).isEqualTo(Payload.clear(json));
        assertThat(PayloadHashes.of(json)).isEqualTo(pulled.payloadHashes());
    }

    @Test
    void a_payload_that_is_gone_is_told_from_one_that_is_null() {
        Event event = event(SIGNER);
        server.answers(200, page(event, "null"));
        assertThat(transport
                        .pull(STREAM, 4, 2)
                        .events()
                        .get(0)
                        .sequenced()
                        .event()
                        .payload())
                .isEqualTo(new Payload.Erased());
    }

    @Test
    void the_sequencer_and_its_keys() {
        Ed25519PublicKey key = SIGNER.key().publicKey();
        server.answers(200, String.format(Locale.ROOT, """
                {"sequencer_id":"00000000-0000-0000-0000-00000000000a","signature_alg":"ed25519","public_key":"%s",
                 "key_version":2,"keys":[{"key_version":1,"public_key":"%s"},{"key_version":2,"public_key":"%s"}]}
                """, key, key, key));
        SequencerPin pin = transport.sequencer();
        assertThat(pin.sequencerId()).isEqualTo(new UUID(0, 10));
        assertThat(pin.keys()).isEqualTo(Map.of(1, key, 2, key));
    }

    /** Made by an independent implementation: the protocol's vectors. */
    @Test
    void a_key_directory_can_be_checked() {
        server.answers(200, """
                {"agentId":"1a085b02-1e71-472b-b10c-b89561f05db2","tenantId":"b837ab08-77c4-4b8e-b238-ee1d69304d0d",
                 "keys":[{"keyId":1,"algorithm":"ed25519",
                    "publicKey":"df30e2e7dbfe9e87b58dba9182eb054841464cfd93e063b5488f4c62260b0cde",
                    "validFrom":null,"validTo":null,"revokedAt":null}],
                 "signedAt":"2026-01-02T03:04:05.678901Z",
                 "directorySignature":"d29800264274812c0a885e9cc8c2475b759b6241513a9c66792a044f2edc231e8b64341efe8209a7ea\
                fe1c41f68aaacaf2b9b6581b340739c82fc2412766d008"}
                """);
        UUID tenant = UUID.fromString("b837ab08-77c4-4b8e-b238-ee1d69304d0d");
        UUID agent = UUID.fromString("1a085b02-1e71-472b-b10c-b89561f05db2");
        KeyDirectory directory = transport.keyDirectory(tenant, agent);
        assertThat(directory.keys())
                .containsExactly(new AgentKey(
                        tenant,
                        agent,
                        1,
                        Ed25519PublicKey.parse("df30e2e7dbfe9e87b58dba9182eb054841464cfd93e063b5488f4c62260b0cde")));
        assertThat(SignatureVerifier.bouncyCastle()
                        .verify(
                                Ed25519PublicKey.parse(
                                        "e1ee94473eaa04de0aa9fb12e8c92af868fdc315daac10ce4846b4fc2be1a380"),
                                directory.signedHash(),
                                directory.signature()))
                .isTrue();
    }

    @Test
    void an_agent_registers_its_key_with_a_proof_of_possession() {
        server.answers(200, "{\"success\":true}");
        assertThat(transport.register(STREAM.tenantId(), SIGNER)).isEmpty();
        assertThat(server.lastCall()).isEqualTo("POST /api/v1/agents/keys");
        assertThat(server.lastBody())
                .isEqualTo("{\"tenant_id\":\"" + STREAM.tenantId() + "\",\"agent_id\":\"" + SIGNER.agentId()
                        + "\",\"key_id\":1,\"public_key\":\"" + SIGNER.key().publicKey()
                        + "\",\"proof_of_possession\":\""
                        + SIGNER.proofs(STREAM.tenantId()).possession() + "\"}");
    }

    @Test
    void the_next_key_is_authorized_by_the_current_one() {
        AgentSigner next = new AgentSigner(SIGNER.agentId(), 2, SigningKey.generate());
        server.answers(200, "{\"success\":true}");
        assertThat(transport.register(STREAM.tenantId(), next, SIGNER)).isEmpty();
        KeyProofs proofs = next.proofs(STREAM.tenantId(), SIGNER);
        assertThat(server.lastBody())
                .endsWith("\"key_id\":2,\"public_key\":\"" + next.key().publicKey()
                        + "\",\"proof_of_possession\":\"" + proofs.possession()
                        + "\",\"authorized_by\":{\"key_id\":1,\"signature\":\""
                        + proofs.authorization().signature() + "\"}}");
    }

    @Test
    void that_a_key_is_revoked_is_said_when_it_is_registered_again() {
        server.answers(200, "{\"success\":true,\"revoked_at\":\"2026-01-02T03:04:05.000006Z\"}");
        assertThat(transport.register(STREAM.tenantId(), SIGNER))
                .contains(Instant.parse("2026-01-02T03:04:05.000006Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, true",
        "413, true",
        "422, true",
        "401, false",
        "403, false",
        "404, false",
        "409, true",
        "431, true",
        "451, false"
    })
    void a_refusal_says_whether_it_is_about_the_content(int status, boolean aboutContent) {
        server.answers(status, "{\"error\":{\"code\":\"c\",\"message\":\"$.events[0] is odd\"}}");
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOfSatisfying(TransportException.Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(status);
                    assertThat(refused.isAboutContent()).isEqualTo(aboutContent);
                    assertThat(refused.mayHaveArrived()).isFalse();
                })
                .hasMessage("the server at " + server.uri() + " answers " + status + ": $.events[0] is odd");
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7, false",
        "503, 7, 7, true",
        "503, , 0, true",
        "429, soon, 0, false",
        "429, 99999999, 3600, false"
    })
    void a_busy_server_is_left_alone_as_long_as_it_asks(
            int status, String header, int seconds, boolean mayHaveArrived) {
        server.answers(status, "busy", header == null ? new String[0] : new String[] {"Retry-After", header});
        assertThatThrownBy(() -> transport.sequencer())
                .isInstanceOfSatisfying(TransportException.Throttled.class, throttled -> {
                    assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
                    assertThat(throttled.mayHaveArrived()).isEqualTo(mayHaveArrived);
                });
    }

    @Test
    void an_address_is_an_http_address() {
        assertThatThrownBy(() -> HttpTransport.to(URI.create("localhost:8080"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'localhost:8080' is not an address such as http://localhost:8080");
    }

    private static String page(Event event, String payload) {
        return String.format(
                Locale.ROOT,
                """
                {"events":[{"envelope":{"event_id":"%s","command_id":null,"tenant_id":"%s","store_id":"%s",
                   "entity_type":"order","entity_id":"a/b","event_type":"order.changed","ves_version":1,"payload_kind":0,
                   "payload":%s,"payload_hash":"%s","payload_plain_hash":"0x%s","payload_cipher_hash":"0x%s",
                   "agent_key_id":1,"agent_signature":"0x%s","source_agent":"%s","source_agent_id":"%s","base_version":3,
                   "entity_version":4,"created_at":"2026-01-02T03:04:05Z","sequence_number":4},
                  "sequence_number":4,"sequenced_at":"2026-01-02T03:04:05.123456Z","receipt_hash":"%s",
                  "receipt_signature_scheme":0,
                  "receipt_signature_bundle":{"ed25519_signature":"%s","sequencer_key_version":2}}],
                 "count":1,"head_sequence":12,"has_more":true,"next_sequence":4}
                """,
                event.eventId(),
                STREAM.tenantId(),
                STREAM.storeId(),
                payload,
                event.payloadHashes().payloadHash(),
                event.payloadHashes().plainHash(),
                Hash.ZERO,
                event.authorship().signature(),
                SIGNER.agentId(),
                SIGNER.agentId(),
                Hash.ZERO,
                event.authorship().signature());
    }

    private static Event event(AgentSigner signer) {
        return new EventAuthor(STREAM, SIGNER.agentId(), signer).write(draft("{\"amount\":10.50}"));
    }

    private static NewEvent draft(String payload) {
        return NewEvent.builder()
                .entity("order", "a/b")
                .eventType("order.changed")
                .createdAt("2026-01-02T03:04:05Z")
                .baseVersion(3L)
                .payload(payload)
                .build();
    }

    private static CanonicalJson canonical(String json) {
        return CanonicalJson.parse(json);
    }
}
