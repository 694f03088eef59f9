/**
 * Where benchmarks find PostgreSQL: {@link com.stateset.sequencer.benchmarks.database.DatabaseOption} opens the {@link
 * com.stateset.sequencer.benchmarks.database.BenchmarkDatabase} that the command line names, or one on a server of the run's own.
 */
@NullMarked
package com.stateset.sequencer.benchmarks.database;

import org.jspecify.annotations.NullMarked;
