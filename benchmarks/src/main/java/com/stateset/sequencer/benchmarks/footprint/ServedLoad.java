package com.stateset.sequencer.benchmarks.footprint;

import com.stateset.sequencer.benchmarks.turns.Subject;
import java.io.IOException;

/** What a server is put under, one after the other: each is one kind of call, by clients that each keep a connection. */
enum ServedLoad {
    BATCHES_ONE("batches of 100, 1 client", 1, 100),
    BATCHES_FOUR("batches of 100, 4 clients", 4, 100),
    SINGLES("single events, 64 clients", 64, 1),
    SIGNED("signed batches of 100, 4 clients", 4, 100),
    PAGES("pages of 1,000, 4 clients", 4, 1000),
    PROOFS("proofs in a large commitment, 4 clients", 4, 1);

    private final String description;
    private final int clients;
    private final int eventsPerCall;

    ServedLoad(String description, int clients, int eventsPerCall) {
        this.description = description;
        this.clients = clients;
        this.eventsPerCall = eventsPerCall;
    }

    String description() {
        return description;
    }

    /** Makes ready what the clients ask about, and connects them. */
    Subject on(LoadedServer server) throws IOException {
        return switch (this) {
            case BATCHES_ONE, BATCHES_FOUR, SINGLES ->
                clients(server, server::ingest, "\"events_accepted\":" + eventsPerCall);
            case SIGNED -> clients(server, server.signing(), "\"eventsAccepted\":" + eventsPerCall);
            case PAGES -> clients(server, server.pages(), "\"has_more\":true");
            case PROOFS -> clients(server, server.proofs(), "\"leaf_hash\":");
        };
    }

    private Subject clients(LoadedServer server, HttpClients.Requests requests, String wanted) throws IOException {
        return new HttpClients(server.name(), server.port(), clients, eventsPerCall, requests, wanted);
    }
}
