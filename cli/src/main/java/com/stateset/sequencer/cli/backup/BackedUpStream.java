package com.stateset.sequencer.cli.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sqlite.StreamTip;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream ends in a backup.
 *
 * @param root the root of the tree over all its events; null where an older version has left no such tree
 */
record BackedUpStream(
        UUID tenantId,
        UUID storeId,
        @JsonProperty("head_sequence") long head,
        @Nullable Hash root) {

    static BackedUpStream of(StreamTip tip) {
        return new BackedUpStream(
                tip.stream().tenantId(),
                tip.stream().storeId(),
                tip.head(),
                tip.tree().map(TreeHead::root).orElse(null));
    }

    String words() {
        return "  stream " + tenantId + "/" + storeId + "  head " + head + (root == null ? "" : "  root " + root);
    }
}
