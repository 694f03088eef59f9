package com.stateset.sequencer.spi.seal;

import java.util.List;

/**
 * With which keys the payloads of a batch are sealed. Keys are remembered by those who seal, and erasing an entity destroys its keys:
 * so that nothing is ever stored that no key is left for, the batch says as of which erasure its keys are good.
 *
 * @param erasures how many erasures of the stream are known to whoever sealed; with any other number stored, the batch is refused
 *     with a {@link com.stateset.sequencer.error.StaleSealException}, to be sealed anew
 * @param newKeys keys that may not be stored yet; those that are stay as they are. Stored only with an event of the batch
 */
public record BatchSeal(long erasures, List<DataKey> newKeys) {

    public BatchSeal {
        newKeys = List.copyOf(newKeys);
    }
}
