package com.stateset.sequencer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.server.AccessFixture.Credential;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every route of the server with every kind of credential, on both stores. The routes are the server's own list: one that is not in the table makes this
 * fail, and so does one in the table that the server does not have.
 *
 * <p>A row's letters are what each credential gets of a call that names tenant A, its store 1 and its agent 1, in the order of {@link
 * Credential}. {@code y}: it is answered, {@code f}: 403, {@code n}: 404, {@code u}: 401.
 */
@ParameterizedClass
@EnumSource(AlteredDatabase.Kind.class)
class AccessTableTest {

    /** none, garbage, expired, revoked | other tenant, other store, other agent | own agent, read, write | admin, bootstrap; of JWTs:
     * unsigned, signed with a public key, expired, without an end | other tenant, other store, other agent, own agent | read, write, and
     * two administrators. */
    private static final String TABLE = """
            GET    /                                              yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /console/{file}                                yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /health                                        yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /ready                                         yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /openapi.yaml                                  yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /docs                                          yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /docs/{file}                                   yyyy yyy yyy yy  yyyy yyyy yyyy
            GET    /metrics                                       yuuu fff fff fy  uuuu ffff ffff
            GET    /api/v1/sequencer                              yyyy yyy yyy yy  yyyy yyyy yyyy
            POST   /api/v1/events/ingest                          uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/events/ingest/chained                  uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/events/ingest/conditional              uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/ves/events/ingest                      uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/ves/events/ingest/chained              uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/ves/events/ingest/conditional          uuuu fff yfy yy  uuuu fffy fyyy
            GET    /api/v1/events                                 uuuu ffy yyy yy  uuuu ffyy yyyy
            POST   /api/v1/events/scoped                          uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/events/{event_id}                      uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/events/stream                          uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/head                                   uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/entities/{entity_type}/{entity_id}     uuuu ffy yyy yy  uuuu ffyy yyyy
            POST   /api/v1/entities/erase                         uuuu fff fff yy  uuuu ffff ffyy
            GET    /api/v1/streams                                uuuu yyy yyy yy  uuuu yyyy yyyy
            POST   /api/v1/commitments                            uuuu ffy yfy yy  uuuu ffyy fyyy
            POST   /api/v1/ves/commitments                        uuuu ffy yfy yy  uuuu ffyy fyyy
            GET    /api/v1/commitments                            uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/ves/commitments                        uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/commitments/{batch_id}                 uuuu nny yyy yy  uuuu nnyy yyyy
            GET    /api/v1/ves/commitments/{batch_id}             uuuu nny yyy yy  uuuu nnyy yyyy
            GET    /v1/commitments/pending                        uuuu fff fff fy  uuuu ffff ffff
            POST   /v1/commitments/{batch_id}/anchored            uuuu fff fff fy  uuuu ffff ffff
            GET    /api/v1/proofs/{sequence_number}               uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/ves/proofs/{sequence_number}           uuuu ffy yyy yy  uuuu ffyy yyyy
            POST   /api/v1/proofs/verify                          uuuu yyy yyy yy  uuuu yyyy yyyy
            POST   /api/v1/ves/proofs/verify                      uuuu yyy yyy yy  uuuu yyyy yyyy
            GET    /api/v1/history/head                           uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/history/proofs/{sequence_number}       uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/history/consistency                    uuuu ffy yyy yy  uuuu ffyy yyyy
            POST   /api/v1/history/accept                         uuuu fff fff fy  uuuu ffff ffff
            GET    /log/heads/checkpoint                          uuuu yyy yyy yy  uuuu yyyy yyyy
            GET    /log/heads/witnessed                           uuuu nnn nnn nn  uuuu nnnn nnnn
            GET    /log/heads/tile/<path>                         uuuu yyy yyy yy  uuuu yyyy yyyy
            GET    /log/{tenant_id}/{store_id}/checkpoint         uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /log/{tenant_id}/{store_id}/tile/<path>        uuuu ffy yyy yy  uuuu ffyy yyyy
            GET    /api/v1/projections                            uuuu fff fff fy  uuuu ffff ffff
            GET    /api/v1/projections/{name}/parked              uuuu fff fff fn  uuuu ffff ffff
            POST   /api/v1/projections/{name}/retry               uuuu fff fff fn  uuuu ffff ffff
            POST   /api/v1/projections/{name}/discard             uuuu fff fff fn  uuuu ffff ffff
            POST   /api/v1/schemas                                uuuu fff ffy yy  uuuu ffff fyyy
            GET    /api/v1/schemas                                uuuu fyy yyy yy  uuuu fyyy yyyy
            POST   /api/v1/schemas/validate                       uuuu fyy yyy yy  uuuu fyyy yyyy
            GET    /api/v1/schemas/event-type/{event_type}        uuuu fyy yyy yy  uuuu fyyy yyyy
            GET    /api/v1/schemas/event-type/{event_type}/latest uuuu fyy yyy yy  uuuu fyyy yyyy
            GET    /api/v1/schemas/{schema_id}                    uuuu nyy yyy yy  uuuu nyyy yyyy
            PUT    /api/v1/schemas/{schema_id}/status             uuuu nff ffy yy  uuuu nfff fyyy
            DELETE /api/v1/schemas/{schema_id}                    uuuu nff fff yy  uuuu nfff ffyy
            POST   /api/v1/agents/encryption-keys                 uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/agents/encryption-keys/revoke          uuuu fff yff yy  uuuu fffy ffyy
            GET    /api/v1/agents/{agent_id}/encryption-keys      uuuu fyy yyy yy  uuuu fyyy yyyy
            POST   /api/v1/agents/keys                            uuuu fff yfy yy  uuuu fffy fyyy
            POST   /api/v1/agents/keys/revoke                     uuuu fff yff yy  uuuu fffy ffyy
            POST   /api/v1/agents/devices                         uuuu fyf yfy yy  uuuu fyfy fyyy
            GET    /api/v1/agents/{agent_id}/signing-keys         uuuu fyy yyy yy  uuuu fyyy yyyy
            POST   /api/v1/agents/register                        yyyy yyy yyy yy  yyyy yyyy yyyy
            POST   /api/v1/api-keys                               uuuu fff fff yy  uuuu ffff ffyy
            GET    /api/v1/api-keys                               uuuu fyf fff yy  uuuu fyff ffyy
            DELETE /api/v1/api-keys/{key_prefix}                  uuuu fnf fff yy  uuuu fnff ffyy
            GET    /api/v1/agents/{agent_id}                      uuuu fnf yff yy  uuuu fnfy ffyy
            POST   /api/v1/agents/{agent_id}/api-keys             uuuu fff yff yy  uuuu fffy ffyy
            GET    /api/v1/agents/{agent_id}/api-keys             uuuu fyf yff yy  uuuu fyfy ffyy
            DELETE /api/v1/agents/{agent_id}/api-keys/{key_prefix} uuuu fnf yff yy  uuuu fnfy ffyy
            """;

    private static final Map<Character, Integer> STATUSES = Map.of('y', 200, 'u', 401, 'f', 403, 'n', 404);

    private static AlteredDatabase database;
    private static AccessFixture fixture;

    @TempDir
    private static Path folder;

    @Parameter
    @SuppressWarnings("UnusedVariable") // what is started before all tests of a kind takes it
    private AlteredDatabase.Kind kind;

    @BeforeParameterizedClassInvocation
    static void start(AlteredDatabase.Kind kind) {
        database = kind.create(folder.resolve(kind.name()));
        fixture = new AccessFixture(database.open());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        fixture.close();
        database.close();
    }

    @Test
    void the_table_names_just_the_routes_that_there_are() {
        assertThat(new TreeSet<>(table().keySet()))
                .isEqualTo(fixture.server().endpoints().stream()
                        .filter(endpoint -> !endpoint.startsWith("HEAD "))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** {@code HEAD} runs what {@code GET} runs; a second route of its own must not be a way around. */
    @Test
    void each_route_answers_each_credential_as_the_table_says() {
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        List<String> endpoints = fixture.server().endpoints();
        for (Map.Entry<String, String> row : table().entrySet()) {
            List<Credential> credentials = List.of(Credential.values());
            for (int column = 0; column < credentials.size(); column++) {
                Credential credential = credentials.get(column);
                int expected = STATUSES.get(row.getValue().charAt(column));
                check(row.getKey(), credential, expected, wrong);
                calls++;
                String head = row.getKey().replace("GET ", "HEAD ");
                if (!head.equals(row.getKey()) && endpoints.contains(head)) {
                    check(head, credential, expected, wrong);
                    calls++;
                }
            }
        }
        System.out.println(table().size() + " routes × " + Credential.values().length + " credentials: " + calls
                + " calls, " + wrong.size() + " wrong");
        assertThat(wrong).isEmpty();
    }

    private static void check(String route, Credential credential, int expected, List<String> wrong) {
        int status = fixture.call(route, credential);
        if (status != expected) {
            wrong.add(route + " as " + credential + ": " + status + ", not " + expected);
        }
    }

    private static Map<String, String> table() {
        Map<String, String> rows = new LinkedHashMap<>();
        TABLE.lines().forEach(line -> {
            String[] parts = line.split(" +", 3);
            String letters = parts[2].replace(" ", "");
            assertThat(letters).as(line).hasSize(Credential.values().length);
            rows.put(parts[0] + " " + parts[1], letters);
        });
        return rows;
    }
}
