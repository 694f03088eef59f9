package com.stateset.sequencer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that is done to the rows of an {@link AlterableLog}.
 *
 * @param sql what is done
 * @param inStore what a walk through the store must say of it
 * @param overHttp what a walk over HTTP must say of it; {@code sound} where a reader over HTTP cannot see it
 */
record Tampering(String sql, String inStore, String overHttp) {

    static final String SOUND = "sound";

    private static final List<String> COMMITTED_FIELDS = List.of(
            "event_id = {uuid}",
            "source_agent = {uuid}",
            "agent_key_id = agent_key_id + 1",
            "entity_type = 'parcel'",
            "entity_id = 'o-99'",
            "event_type = 'order.lost'",
            "created_at = '2026-01-01T00:00:01Z'",
            "created_at = 'yesterday'",
            "ves_version = 1 - ves_version",
            "payload_kind = 1",
            "payload = {payload}",
            "payload_hash = {hash}",
            "payload_plain_hash = {hash}",
            "payload_cipher_hash = {hash}",
            "agent_signature = {signature}");

    /** All of them. */
    static List<Tampering> all() {
        List<Tampering> all = new ArrayList<>();
        for (int row : new int[] {4, 5, 11}) {
            for (String field : COMMITTED_FIELDS) {
                all.add(new Tampering(
                        "update {events} set " + field + " where sequence_number = " + row,
                        "event " + row + ": ",
                        "event " + row + ": "));
            }
        }
        all.addAll(rows());
        all.addAll(trees());
        all.addAll(chains());
        all.addAll(harmless());
        return all;
    }

    private static List<Tampering> rows() {
        return List.of(
                new Tampering(
                        swap(4, 5),
                        "event 4: it is out of order: it was sequenced as event 5",
                        "event 4: it is not the event that was committed to"),
                new Tampering(
                        swap(11, 12),
                        "event 11: it is out of order: it was sequenced as event 12",
                        "event 11: its history tree holds another leaf"),
                seenByAll("delete from {events} where sequence_number = 12", "event 12: it is missing"),
                seenByAll("delete from {events} where sequence_number = 5", "event 5: it is missing"),
                seenByAll("delete from {events} where sequence_number = 1", "event 1: it is missing"),
                seenByAll("update {events} set leaf_hash = {hash} where sequence_number = 5", "event 5: "),
                seenByAll(
                        "update {events} set base_version = 7 where sequence_number = 5",
                        "event 5: its base_version is 7"));
    }

    /** What a store or a server that is open may not see at once, since it remembers keys, or may not forget: a head that fell. */
    static List<Tampering> remembered() {
        return List.of(
                seenByAll(
                        "delete from {events} where sequence_number > 9; update {heads} set head = 9",
                        "event 10: it is missing"),
                seenByAll("update {heads} set head = 8", "event 9: it is missing"),
                seenByAll("update {heads} set head = 13", "event 13: it is missing"),
                seenByAll("delete from {agent_keys}", "event 2: it is signed with key 1 of agent "),
                seenByAll("update {agent_keys} set public_key = {hash}", "event 2: its signature is not"),
                seenByAll(
                        "update {sequencer_keys} set public_key = {hash}",
                        "the commitment of 1..6: its signature is not that of the sequencer's key 1"));
    }

    private static List<Tampering> trees() {
        return List.of(
                new Tampering(
                        "update {tiles} set hashes = {tile} where sequence_start = 1",
                        "event 1: the stored tree of the commitment of 1..6 holds another leaf for it",
                        SOUND),
                new Tampering(
                        "update {tiles} set hashes = {hash} where sequence_start = 1",
                        "the commitment of 1..6: its stored tile 0/0 has 1 hashes, not 6",
                        SOUND),
                new Tampering(
                        "delete from {tiles} where sequence_start = 7",
                        "the commitment of 7..10: its stored tile 0/0 is missing",
                        SOUND),
                seenByAll(
                        "update {commitments} set merkle_root = {hash} where sequence_start = 7",
                        "the commitment of 7..10: its Merkle root is not that of its events"));
    }

    private static List<Tampering> chains() {
        return List.of(
                seenByAll(
                        "update {commitments} set prev_state_root = {hash} where sequence_start = 7",
                        "the commitment of 7..10: the state root before 7 is "),
                seenByAll(
                        "update {commitments} set new_state_root = {hash} where sequence_start = 1",
                        "the commitment of 1..6: the state root after 1..6 is "),
                seenByAll(
                        "update {commitments} set new_state_root = {hash} where sequence_start = 7",
                        "the commitment of 7..10: the state root after 7..10 is "),
                seenByAll(
                        "update {commitments} set signature = {signature} where sequence_start = 7",
                        "the commitment of 7..10: its signature is not that of the sequencer's key 1"),
                seenByAll(
                        "update {commitments} set signature = null where sequence_start = 7",
                        "the commitment of 7..10: its signature with the sequencer's key 1 is missing"),
                seenByAll(
                        "update {commitments} set sequencer_key_version = 9 where sequence_start = 7",
                        "the commitment of 7..10: it is signed with the sequencer's key 9, which is not known"),
                seenByAll(
                        "update {commitments} set ves_version = 1 where sequence_start = 1",
                        "the commitment of 1..6: its ves_version is 1, but not all its events are signed"),
                seenByAll(
                        "delete from {commitments} where sequence_start = 1",
                        "the commitment of 1 and the events behind it is missing"));
    }

    /** What no hash covers is not looked at. */
    private static List<Tampering> harmless() {
        return Stream.of(
                        "update {events} set sequence_number = sequence_number",
                        "update {events} set command_id = null where sequence_number = 5",
                        "update {events} set command_id = {uuid} where sequence_number = 4",
                        "update {events} set sequenced_at = sequenced_at {later} where sequence_number > 4",
                        "update {commitments} set batch_id = {uuid} where sequence_start = 1",
                        "update {commitments} set committed_at = committed_at {later} where sequence_start = 1")
                .map(sql -> seenByAll(sql, SOUND))
                .toList();
    }

    private static Tampering seenByAll(String sql, String what) {
        return new Tampering(sql, what, what);
    }

    private static String swap(int first, int second) {
        String update = "update {events} set sequence_number = ";
        return update + "-1 where sequence_number = " + first + "; " + update + first + " where sequence_number = "
                + second + "; " + update + second + " where sequence_number = -1";
    }
}
