package com.stateset.sequencer.benchmarks.figure;

/**
 * What is asked, and how it is measured.
 *
 * @param name the row's name in {@code results.json}, such as {@code append.batch100.1caller}
 * @param measurement finds the answer, on what it sets up and takes down itself
 */
public record Question(String name, Measurement measurement) {

    /** Measures. */
    @FunctionalInterface
    public interface Measurement {
        /** Returns the figure of a question. */
        Figure measure(String name, Effort effort) throws Exception;
    }

    /** Measures with some effort. */
    public Figure answer(Effort effort) throws Exception {
        return measurement.measure(name, effort);
    }
}
