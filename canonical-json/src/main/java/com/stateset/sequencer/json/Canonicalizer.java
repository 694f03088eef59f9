package com.stateset.sequencer.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the tokens of a text, writing each in its canonical form as it comes; for texts that {@link PlainText} leaves.
 *
 * <p>Jackson reads the grammar; everything that RFC 8785 or the protocol adds is checked here and in the classes this one
 * uses. Jackson's own limits are lifted: those of {@link JsonLimits} are checked here, so that each refusal names its place.
 *
 * <h2>Cost</h2>
 * The text may be of a stranger, so no input of n characters may cost more than O(n log n):
 * <ul>
 *   <li>no recursion: the depth is a counter, and the state of open objects is in {@link Members};
 *   <li>no look-up of names in a table that a stranger could fill with colliding ones: sorting finds duplicates;
 *   <li>an object that comes in order, as what we write does, is written once; another is sorted when it closes, and the bytes of
 *       its members are moved then. Nested objects are moved with the ones around them, so a byte is moved at most once per level,
 *       {@value JsonLimits#MAX_NESTING} times in all;
 *   <li>a number is parsed once, by an algorithm that is linear in its length.
 * </ul>
 *
 * <h2>State</h2>
 * All state is in this object, which lives for one call, and in the {@link Buffers} that the call has taken, which are released when the
 * call ends, however it does. {@code depth} is the number of brackets that are open: the value is complete when it is 0 again.
 * Between two tokens the output ends where the next value or name belongs; whether a comma goes before it, its last byte tells.
 *
 * <h2>Errors</h2>
 * The classes below throw {@link Refusal}, which knows the reason but not the place. Here both come together: the parser's context
 * gives the path. Jackson's own exceptions are put in our words by {@link SyntaxProblem}, as theirs name classes and settings.
 */
final class Canonicalizer {

    /**
     * Names are not looked up in Jackson's symbol table. It is shared by all threads and remembers what strangers send, and
     * with names chosen to collide in it a text is either refused without reason or takes quadratic time.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final Form form;
    private final JsonOutput output;
    private final Members members;
    private int depth;

    private Canonicalizer(JsonParser parser, Form form, Buffers buffers) {
        this.parser = parser;
        this.form = form;
        this.output = buffers.output;
        this.members = buffers.members;
    }

    static byte[] canonicalize(byte[] utf8, Form form) {
        return canonicalize(buffers -> {
            byte[] canonical = buffers.plain.canonical(utf8, form);
            return canonical == null ? canonicalizeAny(buffers, utf8, form) : canonical;
        });
    }

    /** The long way, which every text can take. */
    static byte[] canonicalizeAny(byte[] utf8, Form form) {
        return canonicalize(buffers -> canonicalizeAny(buffers, utf8, form));
    }

    private static byte[] canonicalizeAny(Buffers buffers, byte[] utf8, Form form) throws Refusal {
        buffers.input.decode(utf8);
        return canonicalize(buffers, form);
    }

    static byte[] canonicalize(String text, Form form) {
        return canonicalize(buffers -> {
            buffers.input.copy(text);
            return canonicalize(buffers, form);
        });
    }

    private interface Canonicalization {
        byte[] canonical(Buffers buffers) throws Refusal;
    }

    private static byte[] canonicalize(Canonicalization made) {
        Buffers buffers = Buffers.take();
        try {
            return made.canonical(buffers);
        } catch (Refusal refusal) {
            throw new InvalidJsonException("$", refusal.problem());
        } finally {
            buffers.release();
        }
    }

    private static byte[] canonicalize(Buffers buffers, Form form) {
        InputText input = buffers.input;
        try (JsonParser parser = JSON.createParser(input.chars(), 0, input.length())) {
            return new Canonicalizer(parser, form, buffers).run(input);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private byte[] run(InputText input) throws IOException {
        try {
            writeText();
            return output.toByteArray();
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(pathOfBadSyntax(), SyntaxProblem.describe(e, input));
        } catch (Refusal refusal) {
            String path = JsonPath.of(parser.getParsingContext(), refusal.member());
            throw new InvalidJsonException(path, refusal.problem());
        }
    }

    private void writeText() throws IOException, Refusal {
        do {
            write(parser.nextToken());
        } while (depth > 0);
        requireEnd();
    }

    private void write(@Nullable JsonToken token) throws IOException, Refusal {
        if (token == null) {
            throw new Refusal("there is no value");
        }
        switch (token) {
            case START_OBJECT -> openObject();
            case FIELD_NAME -> writeName();
            case END_OBJECT -> closeObject();
            case START_ARRAY -> open('[');
            case END_ARRAY -> close(']');
            case VALUE_STRING -> writeString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> writeNumber();
            case VALUE_TRUE -> writeWord("true");
            case VALUE_FALSE -> writeWord("false");
            case VALUE_NULL -> writeWord("null");
            default -> throw new IllegalStateException("a text has no token " + token);
        }
    }

    private void openObject() throws Refusal {
        open('{');
        members.openObject();
    }

    private void writeName() throws IOException, Refusal {
        output.separate();
        int start = output.length();
        writeQuoted();
        output.ascii(':');
        members.add(parser.currentName(), start, form);
    }

    private void closeObject() throws Refusal {
        members.closeObject(output, form);
        close('}');
    }

    private void open(char bracket) throws Refusal {
        if (depth == JsonLimits.MAX_NESTING) {
            throw new Refusal("nested deeper than " + JsonLimits.MAX_NESTING + " levels");
        }
        depth++;
        output.separate();
        output.ascii(bracket);
    }

    private void close(char bracket) {
        depth--;
        output.ascii(bracket);
    }

    private void writeString() throws IOException, Refusal {
        output.separate();
        writeQuoted();
    }

    private void writeQuoted() throws IOException, Refusal {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        output.string(text, from, from + parser.getTextLength());
    }

    private void writeNumber() throws IOException, Refusal {
        output.separate();
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        requireLength(to - from);
        int end = CanonicalNumber.endOfPlain(text, from, to);
        if (end >= 0) {
            output.ascii(text, from, form == Form.NUMBERS_AS_SENT ? to : end);
        } else {
            writeOther(String.valueOf(text, from, to - from));
        }
    }

    private static void requireLength(int length) throws Refusal {
        if (length > JsonLimits.MAX_NUMBER_LENGTH) {
            throw new Refusal("a number has " + length + " characters; at most " + JsonLimits.MAX_NUMBER_LENGTH
                    + " are allowed; send it as a string");
        }
    }

    /** Works out the canonical form even where it is not wanted: that is what finds the numbers to refuse. */
    private void writeOther(String number) throws Refusal {
        String canonical = CanonicalNumber.of(number);
        output.ascii(form == Form.NUMBERS_AS_SENT ? number : canonical);
    }

    private void writeWord(String word) {
        output.separate();
        output.ascii(word);
    }

    /** What follows may be anything, and need not even be JSON: it is one and the same mistake. */
    private void requireEnd() throws IOException, Refusal {
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (JsonProcessingException e) {
            more = true;
        }
        if (more) {
            throw new Refusal("there is more text after the value");
        }
    }

    /** While Jackson looks for the next name, its context still holds the one before, whose value has been written. */
    private String pathOfBadSyntax() {
        JsonStreamContext context = parser.getParsingContext();
        boolean betweenMembers =
                context.inObject() && !output.awaitsValue() && members.isLatest(context.getCurrentName());
        return JsonPath.of(betweenMembers ? context.getParent() : context, null);
    }
}
