package com.stateset.sequencer.sync;

import com.stateset.sequencer.event.CreatedAt;
import com.stateset.sequencer.protocol.scope.EventScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an outbox is doing.
 *
 * @param pending events that wait to be sent, or for the outcome of having been sent
 * @param pendingBytes how many bytes their payloads take in the outbox's file
 * @param oldestPending when the first of them in the order of sending was created, as it says itself; null if none waits
 * @param sending how many of these may be at the server already
 * @param blocked events that wait behind a rejected one
 * @param rejected events that were rejected and not dealt with yet
 * @param accepted all events that were ever accepted
 * @param fromOtherDevices events of this agent, by the key that this outbox signs with, in the log that did not come in here, of those that
 *     were pulled since the first sync, or since a server has last said that this installation is alone: if there are any, another device works with the same identity, such as a copy of this outbox
 * @param fromOthers other agents' events that wait here to be sent again to a server that has lost them; {@code pending}, {@code blocked} and
 *     {@code rejected} count them, too
 * @param copied when a server noticed last that a copy of this installation is at work; null if none has, or it became another device
 * @param scope what the replica follows
 * @param unseen how many events up to {@code pulledThrough} the replica does not hold, because the server says that they are not in the
 *     scope: only their hashes were seen
 * @param pulledThrough the last sequence number of the replica
 * @param headSequence the stream's last sequence number, as far as the server has told
 * @param lastError what went wrong at the latest attempt to sync; null if nothing did
 * @param lastSync when an attempt succeeded last, in whole microseconds; null if none has yet
 * @param history what it rests on that the replica is the stream's history
 */
public record OutboxStatus(
        long pending,
        long pendingBytes,
        @Nullable CreatedAt oldestPending,
        long sending,
        long blocked,
        long rejected,
        long accepted,
        long fromOtherDevices,
        long fromOthers,
        @Nullable Instant copied,
        EventScope scope,
        long unseen,
        long pulledThrough,
        long headSequence,
        @Nullable String lastError,
        @Nullable Instant lastSync,
        HistoryTrust history) {

    /** How many events of the stream the replica does not hold yet, as far as the server has told. */
    public long lag() {
        return Math.max(0, headSequence - pulledThrough);
    }
}
