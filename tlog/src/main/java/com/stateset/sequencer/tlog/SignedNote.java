package com.stateset.sequencer.tlog;

import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text and the lines of those who signed it (C2SP {@code signed-note}): the text, an empty line, signature lines. Everything
 * ends with {@code \n}; the text's own last {@code \n} is signed, the empty line is not.
 *
 * <p>The <em>last</em> empty line divides the two, so a text may have empty lines in it. Reading checks the form only, and
 * refuses what is not exactly it; who signed is {@link CheckpointReader}'s question. What was read is written again byte for
 * byte. Immutable.
 *
 * @param text what is signed: lines, each with {@code \n} at its end
 * @param signatures the signature lines, one to {@link #MAX_SIGNATURES}
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    /** The most signature lines that are read. */
    public static final int MAX_SIGNATURES = 100;

    /**
     * Copies the signatures and checks the form.
     *
     * @throws LogVerificationException if the text is not one, or there are no signatures or too many, reason {@code
     *     MALFORMED_NOTE}
     */
    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n") || text.codePoints().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
            throw refusal("the text of a note ends with a line end and has no other control characters");
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw refusal("a note has 1 to " + MAX_SIGNATURES + " signature lines, not " + signatures.size());
        }
    }

    /**
     * Reads a note.
     *
     * @throws LogVerificationException if the bytes are not one, reason {@code MALFORMED_NOTE}
     */
    public static SignedNote parse(byte[] note) {
        String all = utf8(note);
        int empty = all.lastIndexOf("\n\n");
        if (empty < 0) {
            throw refusal("a note has an empty line between its text and its signatures");
        }
        return new SignedNote(all.substring(0, empty + 1), parseSignatures(all.substring(empty + 2)));
    }

    /**
     * Reads signature lines alone, as a witness answers with.
     *
     * @throws LogVerificationException if they are not such lines, each with {@code \n} at its end, or more than {@link
     *     #MAX_SIGNATURES}; reason {@code MALFORMED_NOTE}
     */
    public static List<NoteSignature> parseSignatures(String lines) {
        List<NoteSignature> signatures = new ArrayList<>();
        int start = 0;
        while (start < lines.length()) {
            int end = lines.indexOf('\n', start);
            if (end < 0 || signatures.size() == MAX_SIGNATURES) {
                throw refusal(
                        end < 0 ? "a note ends with a line end" : "a note has more signature lines than are read");
            }
            signatures.add(NoteSignature.parse(lines.substring(start, end)));
            start = end + 1;
        }
        return signatures;
    }

    /** Returns the note with further lines below those it has; lines it has already are not added again. */
    public SignedNote plus(List<NoteSignature> more) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        more.stream().filter(line -> !all.contains(line)).forEach(all::add);
        return new SignedNote(text, all);
    }

    /** Returns the first line of the text: in a checkpoint the origin, as it claims; verified only by reading it with keys. */
    public String firstLine() {
        return text.substring(0, text.indexOf('\n'));
    }

    /** Returns the bytes that are signed. */
    byte[] message() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the note as bytes, UTF-8. */
    public byte[] toByteArray() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the note. */
    @Override
    public String toString() {
        return signatures.stream().map(line -> line + "\n").collect(Collectors.joining("", text + "\n", ""));
    }

    private static String utf8(byte[] note) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(note))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal("a note is UTF-8");
        }
    }

    private static LogVerificationException refusal(String message) {
        return new LogVerificationException(Reason.MALFORMED_NOTE, message);
    }
}
