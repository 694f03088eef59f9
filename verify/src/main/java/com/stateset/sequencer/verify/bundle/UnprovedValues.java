package com.stateset.sequencer.verify.bundle;

import com.stateset.sequencer.dcb.Tags;
import com.stateset.sequencer.event.EventMetadata;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.proof.Commitment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a bundle although nothing in it can prove that (PROTOCOL section 3): no hash covers it, and with one event at hand it
 * cannot be recomputed. A reader may be told it only together with these words.
 *
 * <p>The entity's version can be counted by one who has the whole stream, and so can whether all events of a commitment are signed:
 * {@code verify-stream} does. The command, the base version, the metadata, the tags and the times are the sequencer's and the author's word. Of a payload
 * that is encrypted end to end, so is its plain hash: what is signed binds the author to it, and only a recipient can compare it.
 */
final class UnprovedValues {

    private UnprovedValues() {}

    /** Returns a sentence for each. */
    static List<String> of(ProofBundle bundle) {
        SequencedEvent event = bundle.event();
        Commitment commitment = bundle.commitment();
        List<String> sentences = new ArrayList<>();
        sentences.add("not proved, the sequencer's word: sequenced_at " + event.sequencedAt() + ", entity_version "
                + event.entityVersion() + ", command_id " + said(event.event().commandId()) + ", base_version "
                + said(event.event().baseVersion()) + metadata(event.event().metadata())
                + tags(event.event().tags()));
        sentences.add("not proved, the sequencer's word: the commitment's batch_id " + commitment.batchId()
                + ", committed_at " + commitment.committedAt() + ", ves_version " + commitment.vesVersion());
        sentences.add("not proved, the sequencer's word: its sequencer_id "
                + bundle.sequencer().sequencerId());
        if (event.event().payloadHashes().isEncrypted()) {
            sentences.add("not proved, the author's word: that payload_plain_hash "
                    + event.event().payloadHashes().plainHash()
                    + " is that of what is encrypted; only a recipient can check it");
        }
        return sentences;
    }

    /** Of an event that has none, nothing is said: it may have been taken away, like a command. */
    private static String metadata(EventMetadata metadata) {
        return metadata.isEmpty() ? "" : ", metadata " + metadata.toJson();
    }

    private static String tags(Tags tags) {
        return tags.isEmpty() ? "" : ", tags " + tags.toJson();
    }

    private static Object said(@Nullable Object value) {
        return value == null ? "none" : value;
    }
}
