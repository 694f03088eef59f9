/**
 * Figures that are kept: what a {@link com.stateset.sequencer.benchmarks.figure.Question} answers, beside its limit, and the forms it is
 * written in.
 *
 * <pre>
 *   Question ──Effort──► Figure ──► FigureFile (results.json)
 *                                   FigureTable (results.md), FigureChart (results.svg)
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
