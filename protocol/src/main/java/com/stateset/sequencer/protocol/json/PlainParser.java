package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.ParserMinimalBase;
import com.stateset.sequencer.json.SentJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The short way through texts in which nothing needs thought, as nearly all are: ASCII, strings without escapes, whole numbers, objects of few
 * members. What is passed over as a payload is made canonical in passing.
 *
 * <p>It refuses nothing: where a text is not certainly one that {@link StrictParser} would take, with these very tokens, it gives up by {@link
 * NotPlainException}, and the whole text takes the long way, which has all rules and words. So does a text of which the reader of a
 * value has something to say. What is missing here therefore costs time and nothing else; the tests hold the one way against the other.
 *
 * <p>For one thread and one text.
 */
final class PlainParser extends ParserMinimalBase implements MessageParser {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NAMES = 64;
    private static final int MAX_DIGITS = 19;
    private static final int ARRAY = -1;
    private static final MemberNames NAMES = new MemberNames();

    private final byte[] text;
    private final JsonFactory factory;
    private int at;

    /** Where the token begins that the parser stands on; the text of a scalar, or a name. */
    private int start;

    private String scalar = "";
    private boolean hasBegun;

    /** The names that stand in the objects that are open, innermost last. */
    private final String[] names = new String[MAX_NAMES];

    private int nameCount;

    /** Of each open bracket: its first name, or {@link #ARRAY}; and how many names there were before it. */
    private final int[] firsts = new int[MAX_DEPTH];

    private final int[] outer = new int[MAX_DEPTH];
    private int depth;

    /**
     * Does not copy the text, and does not change it.
     *
     * @param text ASCII
     * @param factory makes parsers of what is not plain within a payload
     */
    PlainParser(byte[] text, JsonFactory factory) {
        super(StreamReadConstraints.defaults());
        this.text = text;
        this.factory = factory;
    }

    @Override
    public @Nullable JsonToken nextToken() {
        _currToken = token(next());
        return _currToken;
    }

    private @Nullable JsonToken token(int c) {
        if (_currToken == JsonToken.FIELD_NAME) {
            require(c == ':');
            at++;
            return value(next());
        }
        if (depth == 0) {
            require(!hasBegun || at == text.length);
            boolean isFirst = !hasBegun;
            hasBegun = true;
            return isFirst ? value(c) : null;
        }
        boolean isObject = firsts[depth - 1] != ARRAY;
        if (c == (isObject ? '}' : ']')) {
            at++;
            return close(isObject);
        }
        if (_currToken != JsonToken.START_OBJECT && _currToken != JsonToken.START_ARRAY) {
            require(c == ',');
            at++;
            return isObject ? name(next()) : value(next());
        }
        return isObject ? name(c) : value(c);
    }

    private JsonToken value(int c) {
        start = at;
        return switch (c) {
            case '{' -> open(nameCount, JsonToken.START_OBJECT);
            case '[' -> open(ARRAY, JsonToken.START_ARRAY);
            case '"' -> string();
            case 't' -> word("true", JsonToken.VALUE_TRUE);
            case 'f' -> word("false", JsonToken.VALUE_FALSE);
            case 'n' -> word("null", JsonToken.VALUE_NULL);
            default -> number(c);
        };
    }

    private JsonToken open(int first, JsonToken token) {
        require(depth < MAX_DEPTH);
        firsts[depth] = first;
        outer[depth] = nameCount;
        depth++;
        at++;
        return token;
    }

    private JsonToken close(boolean isObject) {
        depth--;
        nameCount = outer[depth];
        return isObject ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }

    private JsonToken string() {
        int i = at + 1;
        while (i < text.length && text[i] != '"') {
            require(text[i] >= ' ' && text[i] != '\\');
            i++;
        }
        require(i < text.length);
        scalar = new String(text, at + 1, i - at - 1, StandardCharsets.ISO_8859_1);
        at = i + 1;
        return JsonToken.VALUE_STRING;
    }

    private JsonToken name(int c) {
        require(c == '"' && nameCount < MAX_NAMES);
        int hash = 0;
        int i = at + 1;
        while (i < text.length && text[i] != '"') {
            require(text[i] >= ' ' && text[i] != '\\');
            hash = 31 * hash + text[i];
            i++;
        }
        require(i < text.length);
        String name = NAMES.name(text, at + 1, i, hash);
        for (int other = firsts[depth - 1]; other < nameCount; other++) {
            require(!names[other].equals(name));
        }
        names[nameCount++] = name;
        at = i + 1;
        return JsonToken.FIELD_NAME;
    }

    private JsonToken word(String word, JsonToken token) {
        for (int i = 0; i < word.length(); i++) {
            require(at + i < text.length && text[at + i] == word.charAt(i));
        }
        at += word.length();
        return token;
    }

    /** What else a number may have, is left; so is what follows one, to the next token. */
    private JsonToken number(int c) {
        int first = c == '-' ? at + 1 : at;
        int i = first;
        while (i < text.length && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        require(i > first && i - first <= MAX_DIGITS && (text[first] != '0' || i == first + 1));
        scalar = new String(text, at, i - at, StandardCharsets.ISO_8859_1);
        at = i;
        return JsonToken.VALUE_NUMBER_INT;
    }

    /** Passes over white space, and returns what stands there then; 0 at the end. */
    private int next() {
        while (at < text.length) {
            int c = text[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
        return 0;
    }

    private static void require(boolean isPlain) {
        if (!isPlain) {
            throw new NotPlainException();
        }
    }

    @Override
    public String scalar() {
        return scalar;
    }

    /** An object or array that is not plain is passed over by Jackson, and the way goes on behind it. */
    @Override
    public SentJson rawValue() throws IOException {
        SentJson plain = SentJson.plainAt(text, start);
        boolean isStruct = _currToken.isStructStart();
        require(plain != null || isStruct);
        at = plain == null ? endOfAny() : start + plain.length();
        if (isStruct) {
            _currToken = close(_currToken == JsonToken.START_OBJECT);
        }
        return plain == null ? SentJson.ofOwned(Arrays.copyOfRange(text, start, at)) : plain;
    }

    /** What Jackson cannot pass over as it was sent, such as a lone surrogate in a name, takes the long way. In ASCII a character is a byte. */
    private int endOfAny() throws IOException {
        try (JsonParser any = factory.createParser(new Utf8Reader(text, start))) {
            any.nextToken();
            any.skipChildren();
            any.finishToken();
            return start + (int) any.currentLocation().getCharOffset();
        }
    }

    @Override
    public InvalidMessageException problem(String problem) {
        throw new NotPlainException();
    }

    @Override
    public JsonParser skipChildren() throws IOException {
        if (_currToken.isStructStart()) {
            rawValue();
        }
        return this;
    }

    @Override
    public String getText() {
        return switch (currentToken()) {
            case FIELD_NAME -> currentName();
            case VALUE_STRING, VALUE_NUMBER_INT -> scalar;
            default -> currentToken().asString();
        };
    }

    @Override
    public String currentName() {
        return latestName();
    }

    @Override
    @Deprecated
    public String getCurrentName() {
        return latestName();
    }

    private String latestName() {
        require(nameCount > 0);
        return names[nameCount - 1];
    }

    @Override
    public @Nullable JsonStreamContext getParsingContext() {
        return null;
    }

    @Override
    public void close() {
        // There is nothing to close.
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public @Nullable ObjectCodec getCodec() {
        return null;
    }

    @Override
    public boolean hasTextCharacters() {
        return false;
    }

    // What follows, readers of our messages do not ask for; if one does, it gets it on the long way.

    @Override
    public void setCodec(ObjectCodec codec) {
        throw new NotPlainException();
    }

    @Override
    protected void _handleEOF() {
        throw new NotPlainException();
    }

    @Override
    @Deprecated
    public JsonLocation getCurrentLocation() {
        throw new NotPlainException();
    }

    @Override
    @Deprecated
    public JsonLocation getTokenLocation() {
        throw new NotPlainException();
    }

    @Override
    public void overrideCurrentName(String name) {
        throw new NotPlainException();
    }

    @Override
    public char[] getTextCharacters() {
        throw new NotPlainException();
    }

    @Override
    public int getTextLength() {
        throw new NotPlainException();
    }

    @Override
    public int getTextOffset() {
        throw new NotPlainException();
    }

    @Override
    public byte[] getBinaryValue(Base64Variant variant) {
        throw new NotPlainException();
    }

    @Override
    public Number getNumberValue() {
        throw new NotPlainException();
    }

    @Override
    public NumberType getNumberType() {
        throw new NotPlainException();
    }

    @Override
    public int getIntValue() {
        throw new NotPlainException();
    }

    @Override
    public long getLongValue() {
        throw new NotPlainException();
    }

    @Override
    public BigInteger getBigIntegerValue() {
        throw new NotPlainException();
    }

    @Override
    public float getFloatValue() {
        throw new NotPlainException();
    }

    @Override
    public double getDoubleValue() {
        throw new NotPlainException();
    }

    @Override
    public BigDecimal getDecimalValue() {
        throw new NotPlainException();
    }
}
