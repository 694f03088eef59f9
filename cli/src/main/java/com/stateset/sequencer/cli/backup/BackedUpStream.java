package com.stateset.sequencer.cli.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.StreamTip;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream ends in a backup.
 *
 * @param root the root of the tree over all its events; null where an older version has left no such tree
 * @param reservations what an audit did not check, as half a sentence each; null, and left out, where there was no audit
 */
record BackedUpStream(
        UUID tenantId,
        UUID storeId,
        @JsonProperty("head_sequence") long head,
        @Nullable Hash root,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> reservations) {

    static BackedUpStream of(StreamTip tip) {
        return new BackedUpStream(
                tip.stream().tenantId(),
                tip.stream().storeId(),
                tip.head(),
                tip.tree().map(TreeHead::root).orElse(null),
                null);
    }

    String words() {
        return "  stream " + tenantId + "/" + storeId + "  head " + head + (root == null ? "" : "  root " + root);
    }
}
