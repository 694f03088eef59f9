package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The hashes of a proof with one of them flipped, dropped or doubled, and with one more. */
record AlteredHashes(List<Hash> hashes) {

    void forEach(Consumer<List<Hash>> action) {
        for (int i = 0; i < hashes.size(); i++) {
            List<Hash> flipped = new ArrayList<>(hashes);
            flipped.set(i, Samples.flipped(hashes.get(i)));
            action.accept(flipped);
            List<Hash> dropped = new ArrayList<>(hashes);
            dropped.remove(i);
            action.accept(dropped);
            List<Hash> doubled = new ArrayList<>(hashes);
            doubled.add(i, hashes.get(i));
            action.accept(doubled);
        }
        List<Hash> longer = new ArrayList<>(hashes);
        longer.add(Hash.ZERO);
        action.accept(longer);
    }
}
