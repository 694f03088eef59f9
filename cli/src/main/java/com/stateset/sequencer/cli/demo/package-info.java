/**
 * A tour of the library: one day of a small record shop, played on a {@link com.stateset.sequencer.Sequencer} over SQLite.
 *
 * <pre>
 *   ShopDay   what happens: events with fixed ids and times, made from a seed
 *      │
 *      ▼
 *   ShopTour  what the library does with it, chapter by chapter; the code to copy from
 *      │
 *      ▼
 *   DemoPrinter     how it is presented: chapters, aligned tables
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.cli.demo;

import org.jspecify.annotations.NullMarked;
