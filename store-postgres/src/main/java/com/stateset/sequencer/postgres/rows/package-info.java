/**
 * How values stand in columns, both ways, and what is said of a row that cannot be read. Not exported; public for the packages
 * that hold SQL. Depends on none of them.
 *
 * <pre>
 *   into the database                      out of it
 *   BinaryArray      a column of many rows   Columns   ids, moments, hashes by the names of their columns
 *   EntityKey        16 bytes of a hash      Damage    the exception for a row that no version of this library wrote
 * </pre>
 */
@NullMarked
package com.stateset.sequencer.postgres.rows;

import org.jspecify.annotations.NullMarked;
