package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

    private static final String LINE = "— a.example/log AAAAAAA=\n";

    @Test
    void a_note_is_written_as_it_was_read() {
        String note = "first\n\nsecond\n\n" + LINE + "— b.example AAAAAAD=\n";
        SignedNote read = SignedNote.parse(Samples.utf8(note));
        assertThat(read).hasToString(note);
        assertThat(read.text()).isEqualTo("first\n\nsecond\n");
        assertThat(read.signatures()).extracting(NoteSignature::name).containsExactly("a.example/log", "b.example");
    }

    @Test
    void a_hundred_lines_are_read_and_no_more() {
        assertThat(SignedNote.parse(Samples.utf8("x\n\n" + LINE.repeat(100))).signatures())
                .hasSize(100);
        assertThatThrownBy(() -> SignedNote.parse(Samples.utf8("x\n\n" + LINE.repeat(101))))
                .hasMessage("a note has more signature lines than are read");
    }

    @Test
    void a_line_that_is_there_is_not_added_again() {
        SignedNote note = SignedNote.parse(Samples.utf8("x\n\n" + LINE));
        NoteSignature other = NoteSignature.parse("— b.example AAAAAAA=");
        SignedNote more = note.plus(List.of(note.signatures().get(0), other));
        assertThat(more).hasToString("x\n\n" + LINE + "— b.example AAAAAAA=\n");
        assertThat(more.plus(List.of(other))).isEqualTo(more);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x\n\n",
                "x\n— a AAAAAAA=\n",
                "x\n\n— a AAAAAAA=",
                "x\n\n— a AAAAAAA=\r\n",
                "x\r\n\n— a AAAAAAA=\n",
                "x\t\n\n— a AAAAAAA=\n",
                "x\u0085\n\n— a AAAAAAA=\n",
                "x\n\n- a AAAAAAA=\n",
                "x\n\n—  a AAAAAAA=\n",
                "x\n\n— a  AAAAAAA=\n",
                "x\n\n— a AAAAAA==\n",
                "x\n\n— a AAAAAAA\n",
                "x\n\n— a AAAA_AA=\n",
                "x\n\n— a+b AAAAAAA=\n",
                "x\n\n— a\u00a0b AAAAAAA=\n",
                "x\n\n— AAAAAAA=\n",
                "x\n\n— \n",
                "x\n\n—\n"
            })
    void what_is_not_a_note_is_refused(String note) {
        assertThatThrownBy(() -> SignedNote.parse(Samples.utf8(note)))
                .isInstanceOfSatisfying(
                        LogVerificationException.class,
                        e -> assertThat(e.reason()).hasToString("malformed note"));
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        byte[] note = Samples.utf8("x\n\n" + LINE);
        note[0] = (byte) 0xff;
        assertThatThrownBy(() -> SignedNote.parse(note)).hasMessage("a note is UTF-8");
    }
}
