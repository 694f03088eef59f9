package com.stateset.sequencer.protocol.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.stateset.sequencer.json.JsonLimits;
import com.stateset.sequencer.json.SentJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tokens of an object around payloads: each member once, strings with whole surrogate pairs, numbers of a bounded length.
 * Payloads and members that no record has are passed over without a look; what is wrong within a payload is found when it is made canonical, and is
 * that event's own outcome. Not thread-safe.
 */
final class StrictParser extends JsonParserDelegate implements MessageParser {

    private static final int MAX_SHOWN_NAME = 60;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final JsonText text;

    /** The names that stand in each object that is still open, innermost first. */
    private final Deque<Set<String>> names = new ArrayDeque<>();

    StrictParser(JsonParser tokens, JsonText text) {
        super(tokens);
        this.text = text;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = delegate.nextToken();
        if (token != null) {
            check(token);
        }
        return token;
    }

    private void check(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> names.push(new HashSet<>());
            case END_OBJECT -> names.pop();
            case FIELD_NAME -> requireNewName(currentName());
            default -> {}
        }
    }

    @Override
    public String scalar() throws IOException {
        requireWholePairs();
        return getText();
    }

    @Override
    public BigInteger getBigIntegerValue() throws IOException {
        requireShortNumber();
        return delegate.getBigIntegerValue();
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
        requireShortNumber();
        return delegate.getDecimalValue();
    }

    private void requireNewName(String name) throws IOException {
        requireWholePairs();
        if (!names.element().add(name)) {
            throw problem("stands twice in one object");
        }
    }

    private void requireWholePairs() throws IOException {
        if (text.holdsLoneSurrogates() && getText().indexOf(LoneSurrogates.MARK) >= 0) {
            throw problem("holds a lone surrogate");
        }
    }

    private void requireShortNumber() throws IOException {
        if (getTextLength() > JsonLimits.MAX_NUMBER_LENGTH) {
            throw problem("is out of range");
        }
    }

    /** Passes over the value without a look into it. */
    @Override
    public JsonParser skipChildren() throws IOException {
        if (currentToken() == JsonToken.START_OBJECT) {
            names.pop();
        }
        int depth = depth();
        try {
            delegate.skipChildren();
            delegate.finishToken();
        } catch (JsonProcessingException e) {
            throw describe(e, depth);
        }
        return this;
    }

    @Override
    public SentJson rawValue() throws IOException {
        long start = delegate.currentTokenLocation().getCharOffset();
        skipChildren();
        return SentJson.ofOwned(text.slice(start, delegate.currentLocation().getCharOffset()));
    }

    @Override
    public InvalidMessageException problem(String problem) {
        return new InvalidMessageException(path(), problem);
    }

    /** What is wrong with the text, where Jackson has found it. */
    InvalidMessageException describe(JsonProcessingException failure) {
        return describe(failure, Integer.MAX_VALUE);
    }

    private InvalidMessageException describe(JsonProcessingException failure, int depth) {
        String path = path(depth);
        if (failure instanceof JsonEOFException) {
            return new InvalidMessageException(path, "the body ends before the value is complete");
        }
        JsonLocation at = failure.getLocation();
        return new InvalidMessageException(
                path, "not valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    /** Where the value stands: {@code $.events[0].payload}. After an object's end, where the object stands. */
    String path() {
        return path(Integer.MAX_VALUE);
    }

    /** Where the object stands whose members have been read so far: the parser may be at its end, or at a member behind those. */
    String objectPath() {
        return path(hasToken(JsonToken.FIELD_NAME) ? depth() - 1 : Integer.MAX_VALUE);
    }

    private String path(int steps) {
        Deque<String> path = new ArrayDeque<>();
        for (JsonStreamContext at = getParsingContext(); at != null; at = at.getParent()) {
            path.push(step(at));
        }
        return "$" + String.join("", path.stream().limit(steps).toList());
    }

    private int depth() {
        int depth = 0;
        for (JsonStreamContext at = getParsingContext(); at != null; at = at.getParent()) {
            depth++;
        }
        return currentToken() != null && currentToken().isStructStart() ? depth - 1 : depth;
    }

    private static String step(JsonStreamContext at) {
        if (at.inArray()) {
            return at.hasCurrentIndex() ? "[" + at.getCurrentIndex() + "]" : "";
        }
        return at.inObject() && at.hasCurrentName() ? step(at.getCurrentName()) : "";
    }

    private static String step(String name) {
        return name.length() <= MAX_SHOWN_NAME && IDENTIFIER.matcher(name).matches() ? "." + name : "['…']";
    }
}
