/**
 * What a store must keep of the trees over its streams (PROTOCOL section 6): {@link
 * com.stateset.sequencer.tck.tree.HistoryTreeContract}, and {@link com.stateset.sequencer.tck.tree.HeadsLogContract}.
 */
@NullMarked
package com.stateset.sequencer.tck.tree;

import org.jspecify.annotations.NullMarked;
