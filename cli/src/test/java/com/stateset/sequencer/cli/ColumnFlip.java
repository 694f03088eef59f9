package com.stateset.sequencer.cli;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One column of one table that is altered, once.
 *
 * @param table which table, without a schema
 * @param column which column
 * @param sql how it is altered
 * @param what how the verdict begins; {@code sound} where nothing is noticed
 * @param note why nothing needs to notice it, or what else does; empty where {@code verify-stream} does
 */
record ColumnFlip(String table, String column, String sql, String what, String note) {

    static final String SOUND = "sound";
    static final String NO_STREAM = "there is no such stream";

    private static final String UNBOUND = "no hash covers it and the rules leave it open; shown as not proved";
    private static final String ANCHORED = "what an anchorer told; the chain says whether it is so";
    private static final String OWN_USE = "for the store's own use; says nothing about events";
    private static final String TO_ENTER = OWN_USE + ": which streams the log of heads looks at";
    private static final String JUDGED_THEN = "judged once, when the event came; no hash covers the sequencer's clock";

    private static final String UNTAGGED = "event 262: its tags are not those by which it would be found";
    private static final String SEALED = "event 262: it cannot be read";
    private static final String UNSIGNED_KEY =
            "no event rests on it; authors refuse a key that no key of its agent has signed: `agent recipients`";
    private static final String NO_KEY = "no event rests on it; authors find no such key, and encrypt for no other";
    private static final String REVOKED = "shown in the signed directory of encryption keys; nothing stored binds it";
    private static final String DERIVED = "derived from events, can be made anew";

    /** The tables that are not altered, and why: nothing in them is a part of the history. */
    static final SortedMap<String, String> LEFT_OUT = new TreeMap<>(Map.ofEntries(
            Map.entry("agent_devices", "which installations of agents were seen; to tell copies"),
            Map.entry("api_keys", "who may call a server; one who can write here needs no key"),
            Map.entry("flyway_schema_history", "which migrations were run, on PostgreSQL"),
            Map.entry("key_epochs", OWN_USE + ": when cached keys are read again"),
            Map.entry("leases", OWN_USE + ": who works"),
            Map.entry("payload_schemas", "what payloads of new events are held against; no event that is there"),
            Map.entry("projection_builds", DERIVED + "; `projections verify`"),
            Map.entry("projection_checkpoints", DERIVED + "; `projections verify`"),
            Map.entry("projection_parked", DERIVED + ": which events wait"),
            Map.entry("projection_tables", DERIVED + "; `projections verify`"),
            Map.entry("projection_workers", OWN_USE + ": who works"),
            Map.entry("schema_history", "which migrations were run, on SQLite"),
            Map.entry("sequencer_file_mark", OWN_USE + ": whether a file's write-ahead log is its own"),
            Map.entry("snapshots", DERIVED + "; used only with the leaf hash that it was made at")));

    /** All columns of both stores. */
    static List<ColumnFlip> all() {
        return Stream.of(events(), streams(), commitments(), keys(), payloads(), history(), headsLog())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ColumnFlip> events() {
        return List.of(
                event("stream_id", "99", "event 5: it is missing"),
                event("sequence_number", "999", "event 5: it is missing"),
                event("event_id", "{uuid}", "event 5: its content at this place is not what"),
                event(
                        "sequenced_at",
                        "sequenced_at {later}",
                        "event 6: its sequenced_at is before that of the event before"),
                event("leaf_hash", "{hash}", "event 5: its content at this place is not what its stored leaf hash"),
                event(
                        "sequencer_key_version",
                        "9",
                        "event 5: its receipt is of the sequencer's key 9, which is not known"),
                new ColumnFlip(
                        "events",
                        "command_id",
                        set("events", "command_id", "null", "sequence_number = 5"),
                        SOUND,
                        UNBOUND),
                event("source_agent", "{uuid}", "event 5: its content at this place is not what"),
                event("entity_type", "'parcel'", "event 5: its content at this place is not what"),
                event("entity_id", "'o-9999'", "event 5: its content at this place is not what"),
                event("entity_key", "{uuid}", "event 5: its entity_key is not that of its entity"),
                event(
                        "entity_version",
                        "9223372036854775807",
                        "event 5: its entity_version is 9223372036854775807, but"),
                event("base_version", "7", "event 5: its base_version is 7, but its entity was at 0"),
                event("event_type", "'order.lost'", "event 5: its content at this place is not what"),
                event("created_at", "'2026-01-01T00:00:01Z'", "event 5: its content at this place is not what"),
                event("ves_version", "1 - ves_version", "event 5: "),
                event("agent_key_id", "7", "event 5: "),
                event("agent_signature", "{signature}", "event 5: "),
                event("payload_hash", "{hash}", "event 5: its payload_hash is not that of its payload"),
                event("payload_plain_hash", "{hash}", "event 5: its payload_plain_hash is not that of its payload"),
                event("payload_cipher_hash", "{hash}", "event 5: it cannot be read"),
                event("payload_kind", "1", "event 5: it cannot be read"),
                event("payload_state", "1", "event 5: it cannot be read"),
                event("payload", "{payload}", "event 5: its payload is not the one that was hashed"),
                new ColumnFlip(
                        "events",
                        "metadata",
                        set("events", "metadata", "'{\"correlation_id\":\"another\"}'", "sequence_number = 5"),
                        SOUND,
                        UNBOUND),
                event("tags", "'[\"another\"]'", "event 5: its tags are not those by which it would be found"));
    }

    private static List<ColumnFlip> streams() {
        return List.of(
                new ColumnFlip("stream_ids", "stream_id", "delete from {stream_ids}", NO_STREAM, ""),
                all("stream_ids", "tenant_id", "{uuid}", NO_STREAM),
                all("stream_ids", "store_id", "{uuid}", NO_STREAM),
                all("stream_heads", "stream_id", "99", "event 1: it is missing"),
                all("stream_heads", "head", "8", "event 9: it is missing"),
                noted(
                        "stream_heads",
                        "last_sequenced_at",
                        "last_sequenced_at {later}",
                        OWN_USE + ": the earliest time of the next"),
                noted("stream_heads", "key_epoch", "key_epoch + 1", OWN_USE + ": when cached keys are read again"),
                noted("stream_heads", "entered_size", "entered_size + 1", TO_ENTER),
                new ColumnFlip("stream_heads", "moved", "update {heads} set {moved}", SOUND, TO_ENTER),
                all("stream_heads", "tree_size", "5", "its history tree cannot be read"),
                all("stream_heads", "right_edge", "{hash}", "its history tree cannot be read"),
                all("stream_heads", "tree_root", "{hash}", "its history tree cannot be read"));
    }

    private static List<ColumnFlip> commitments() {
        return List.of(
                commitment("stream_id", "99", "the commitment of 1 and the events behind it is missing", 1),
                commitment("sequence_start", "8", "the commitment of 7 and the events behind it is missing", 7),
                commitment("sequence_end", "9", "the commitment of 7..9: ", 7),
                noted("commitments", "batch_id", "{uuid} where sequence_start = 7", UNBOUND),
                commitment("ves_version", "1", "the commitment of 1..6: its ves_version is 1, but not all", 1),
                commitment("merkle_root", "{hash}", "the commitment of 7..10: its Merkle root is not that of", 7),
                commitment("prev_state_root", "{hash}", "the commitment of 7..10: the state root before 7 is", 7),
                commitment("new_state_root", "{hash}", "the commitment of 7..10: the state root after 7..10 is", 7),
                noted("commitments", "committed_at", "committed_at {later}", UNBOUND),
                commitment(
                        "sequencer_key_version",
                        "9",
                        "the commitment of 7..10: it is signed with the sequencer's key 9",
                        7),
                commitment(
                        "signature", "null", "the commitment of 7..10: its signature with the sequencer's key 1 is", 7),
                noted("commitments", "chain_id", "1", ANCHORED),
                noted("commitments", "chain_tx_hash", "{hash}", ANCHORED),
                noted("commitments", "chain_block_number", "1", ANCHORED),
                noted("commitments", "chain_gas_used", "1", ANCHORED),
                noted("commitments", "anchored_at", "committed_at", ANCHORED),
                all("commitment_tips", "stream_id", "99", "the chain of commitments: it ends elsewhere than at 0"),
                all("commitment_tips", "sequence_end", "6", "the chain of commitments: it ends elsewhere than at 6"),
                tile("stream_id", "99", "is missing"),
                tile("sequence_start", "8", "is missing"),
                tile("sequence_end", "11", "is missing"),
                tile("level", "5", "is missing"),
                tile("tile_level", "5", "is missing"),
                tile("tile_index", "5", "is missing"),
                tile("hashes", "{hash}", "has 1 hashes, not 4"));
    }

    private static List<ColumnFlip> keys() {
        return List.of(
                all("agent_keys", "tenant_id", "{uuid}", "event 2: it is signed with key 1 of agent "),
                all("agent_keys", "agent_id", "{uuid}", "event 2: it is signed with key 1 of agent "),
                all("agent_keys", "key_id", "7", "event 2: it is signed with key 1 of agent "),
                all("agent_keys", "public_key", "{hash}", "event 2: its signature is not that of its agent's key 1"),
                noted("agent_keys", "valid_from", "{moment}", JUDGED_THEN),
                noted("agent_keys", "valid_to", "{moment}", JUDGED_THEN),
                noted("agent_keys", "revoked_at", "{moment}", JUDGED_THEN + "; agents keep the signed key directory"),
                noted(
                        "agent_keys",
                        "registered_by",
                        "'admin'",
                        "shown in the signed key directory; nothing stored binds it"),
                noted(
                        "agent_keys",
                        "changed_epoch",
                        "changed_epoch + 1",
                        OWN_USE + ": when cached keys are read again"),
                noted(
                        "sequencer_identity",
                        "sequencer_id",
                        "{uuid}",
                        "what it rests on names another log; a server stops all streams: their checkpoints are of another log name"),
                all(
                        "sequencer_keys",
                        "version",
                        "7",
                        "event 1: its receipt is of the sequencer's key 1, which is not known"),
                all(
                        "sequencer_keys",
                        "key_version",
                        "7",
                        "event 1: its receipt is of the sequencer's key 1, which is not known"),
                all(
                        "sequencer_keys",
                        "public_key",
                        "{hash}",
                        "the signed checkpoint of its history is not signed with a key"));
    }

    /** Of what leads to an event's payload, or to the event itself: of the last one, which is tagged and encrypted. */
    private static List<ColumnFlip> payloads() {
        return List.of(
                all("event_tags", "stream_id", "99", UNTAGGED),
                all("event_tags", "tag", "'another'", UNTAGGED),
                all("event_tags", "sequence_number", "7", UNTAGGED),
                all("data_keys", "stream_id", "99", SEALED),
                all("data_keys", "entity", "{hash}", SEALED),
                all("data_keys", "key_id", "{id}", SEALED),
                all("data_keys", "wrapped", "{signature}", SEALED),
                noted("encryption_keys", "tenant_id", "{uuid}", NO_KEY),
                noted("encryption_keys", "key_id", "7", UNSIGNED_KEY),
                noted("encryption_keys", "agent_id", "{uuid}", NO_KEY),
                noted("encryption_keys", "public_key", "{hash}", UNSIGNED_KEY),
                noted("encryption_keys", "signed_with", "7", UNSIGNED_KEY),
                noted("encryption_keys", "signature", "{signature}", UNSIGNED_KEY),
                noted("encryption_keys", "revoked_at", "{moment}", REVOKED));
    }

    private static List<ColumnFlip> history() {
        return List.of(
                all("history_nodes", "stream_id", "99", "tile/1/000.p/1 of its history tree"),
                all("history_nodes", "level", "2", "tile/1/000.p/1 of its history tree"),
                all("history_nodes", "node_index", "7", "tile/1/000.p/1 of its history tree"),
                all("history_nodes", "hash", "{hash}", "tile/1/000.p/1 of its history tree is not that of its events"),
                all("history_checkpoints", "stream_id", "99", "its history has no signed checkpoint, although"),
                noted(
                        "history_checkpoints",
                        "tree_size",
                        "1",
                        OWN_USE + ": which of two checkpoints is kept; the note is signed"),
                all(
                        "history_checkpoints",
                        "note",
                        "replace(note, '\n262\n', '\n261\n')",
                        "the signed checkpoint of its history does not hold"));
    }

    private static List<ColumnFlip> headsLog() {
        return List.of(
                all("heads_log", "entry_index", "-1 where tree_size = 262", "the heads log "),
                all("heads_log", "stream_id", "99 where tree_size = 262", "the heads log "),
                all("heads_log", "kind", "{break} where tree_size = 262", "the heads log's first "),
                all(
                        "heads_log",
                        "tree_size",
                        "261 where tree_size = 262",
                        "the history is not the one of its last entry in the heads log"),
                all(
                        "heads_log",
                        "root",
                        "{hash} where tree_size = 262",
                        "the history is not the one of its last entry in the heads log"),
                all("heads_log_state", "size", "0", "the heads log "),
                all("heads_log_state", "right_edge", "{x:}", "the heads log "),
                all("heads_log_state", "root", "{hash}", "the heads log "),
                noted(
                        "heads_log_state",
                        "checkpoint_size",
                        "9",
                        OWN_USE + ": which of two checkpoints is kept; the note is signed"),
                all("heads_log_state", "checkpoint", "'none'", "the heads log "),
                noted(
                        "heads_log_state",
                        "witnessed_size",
                        "9",
                        OWN_USE + ": which of two checkpoints is kept; the note is signed"),
                all("heads_log_state", "witnessed", "'none'", "the heads log "));
    }

    private static ColumnFlip event(String column, String value, String what) {
        return new ColumnFlip("events", column, set("events", column, value, "sequence_number = 5"), what, "");
    }

    private static ColumnFlip commitment(String column, String value, String what, int start) {
        return new ColumnFlip(
                "commitments", column, set("commitments", column, value, "sequence_start = " + start), what, "");
    }

    private static ColumnFlip tile(String column, String value, String what) {
        return new ColumnFlip(
                "commitment_tiles",
                column,
                set("tiles", column, value, "sequence_start = 7"),
                "the commitment of 7..10: its stored tile 0/0 " + what,
                "");
    }

    private static ColumnFlip all(String table, String column, String value, String what) {
        return new ColumnFlip(table, column, "update {" + place(table) + "} set " + column + " = " + value, what, "");
    }

    private static ColumnFlip noted(String table, String column, String value, String note) {
        return new ColumnFlip(
                table, column, "update {" + place(table) + "} set " + column + " = " + value, SOUND, note);
    }

    private static String set(String place, String column, String value, String where) {
        return "update {" + place + "} set " + column + " = " + value + " where " + where;
    }

    private static String place(String table) {
        return switch (table) {
            case "stream_heads" -> "heads";
            case "sequencer_identity" -> "identity";
            case "history_nodes" -> "nodes";
            case "history_checkpoints" -> "checkpoints";
            case "commitment_tips" -> "tips";
            default -> table;
        };
    }
}
