package com.stateset.sequencer.cli.rows;

import org.jspecify.annotations.Nullable;

/**
 * One line of a file.
 *
 * @param number from 1 on
 * @param text what stands on it, without its end
 * @param ending how it ends: {@code \n}, {@code \r\n}, {@code \r}, or nothing at the end of the file
 * @param position how many bytes of the file lie up to here, this line included
 * @param problem why the text cannot be trusted, or null
 */
record InputLine(
        long number,
        String text,
        String ending,
        long position,
        @Nullable String problem) {}
