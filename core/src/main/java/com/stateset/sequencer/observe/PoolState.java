package com.stateset.sequencer.observe;

/**
 * How a pool of connections is used, at one moment.
 *
 * @param active how many connections are lent
 * @param idle how many are open and not lent
 * @param waiting how many threads wait for one
 * @param max how many there may be
 * @param timeouts how often a thread has waited in vain, since the pool was opened
 */
public record PoolState(int active, int idle, int waiting, int max, long timeouts) {

    /** How much of the pool is lent: 0 for nothing, 1 for all of it. */
    public double utilization() {
        return max == 0 ? 0 : (double) active / max;
    }
}
