package com.stateset.sequencer.anchor;

/** An event store whose database also keeps anchors of commitments. Found by {@code EventStore.as}; implemented by the store itself. */
public interface AnchorHost {

    /** Where anchors are kept. The same object, or an equal one, at every call. */
    AnchorStore anchors();
}
