package com.stateset.sequencer.cli.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "a.ndjson!x y!NDJSON",
                "a.jsonl!x y!NDJSON",
                "a.CSV!x y!CSV",
                "a.tsv!x y!CSV",
                "a.txt!{\"entity_type\":1}!NDJSON",
                "a.txt!a,b!CSV",
                "a.txt!a;b!CSV",
                "a!00004 0001 19970101  2   29.33!TABLE",
                "a!''!TABLE"
            })
    void by_extension_or_else_by_first_line(String name, String firstLine, InputFormat expected) {
        assertThat(InputFormat.guess(name, new InputBeginning(firstLine, null))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"a,b;c,d!,", "a;b;c,d!;", "a|b!|", "a!,"})
    void the_delimiter_is_the_one_there_is_most_of(String firstLine, char expected) {
        assertThat(InputFormat.guessDelimiter(firstLine)).isEqualTo(expected);
    }
}
