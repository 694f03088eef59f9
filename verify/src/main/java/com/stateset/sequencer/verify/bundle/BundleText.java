package com.stateset.sequencer.verify.bundle;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireCommitment;
import com.stateset.sequencer.protocol.WireEvent;
import com.stateset.sequencer.protocol.WireProof;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.RawJson;
import org.jspecify.annotations.Nullable;

/** A bundle as it stands in a file: its parts have the forms of PROTOCOL section 5. */
@JsonPropertyOrder({"bundle", "event", "proof", "commitment", "receipt", "sequencer", "agent_keys"})
record BundleText(
        String bundle,
        WireEvent event,
        WireProof proof,
        WireCommitment commitment,
        WireReceipt receipt,
        SequencerInfo sequencer,
        @Nullable RawJson agentKeys) {

    static final String KIND = "stateset-sequencer-proof";

    BundleText {
        if (!bundle.equals(KIND)) {
            throw InvalidMessageException.ofMember("bundle", "is not \"" + KIND + "\"");
        }
    }
}
