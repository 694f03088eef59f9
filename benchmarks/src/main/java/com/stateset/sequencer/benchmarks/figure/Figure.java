package com.stateset.sequencer.benchmarks.figure;

import com.stateset.sequencer.benchmarks.turns.Comparison;
import com.stateset.sequencer.benchmarks.turns.MeasuredSubject;

/**
 * What was measured, beside its limit.
 *
 * @param name of the row
 * @param value ours, in {@code unit}
 * @param unit what is counted, such as {@code events/s}
 * @param limit the limit's, in the same unit and from the same run
 * @param limitName what the limit does: the tightest form that a competent user would write
 * @param ratio ours to the limit; higher is better, and at 1 nothing is left to gain
 * @param p50 how long half of the calls took at most, in milliseconds; {@code NaN} where there are no calls to time
 * @param p99 the same for 99 of 100
 * @param conditions under which all of this holds
 */
public record Figure(
        String name,
        double value,
        String unit,
        double limit,
        String limitName,
        double ratio,
        double p50,
        double p99,
        String conditions) {

    /** A rate: the more, the better. */
    public static Figure ofRate(
            String name, String unit, MeasuredSubject ours, MeasuredSubject limit, String conditions) {
        return new Figure(
                name,
                ours.rate(),
                unit,
                limit.rate(),
                limit.name(),
                MeasuredSubject.median(ours.ratiosTo(limit)),
                ours.millis(0.5),
                ours.millis(0.99),
                conditions);
    }

    /** The time that 99 of 100 calls do not exceed: the less, the better. */
    public static Figure ofLatency(String name, MeasuredSubject ours, MeasuredSubject limit, String conditions) {
        double value = ours.millis(0.99);
        double bare = limit.millis(0.99);
        return new Figure(
                name, value, "ms (p99)", bare, limit.name(), bare / value, ours.millis(0.5), value, conditions);
    }

    /** A rate of work that is too long for turns of milliseconds. */
    public static Figure ofRates(String name, Comparison compared, String limitName, String conditions) {
        return new Figure(
                name,
                compared.ours(),
                "events/s",
                compared.bare(),
                limitName,
                compared.ratio(),
                Double.NaN,
                Double.NaN,
                conditions);
    }
}
