package com.stateset.sequencer.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import org.jspecify.annotations.Nullable;

/** A keyword of the validator's, whose applications are counted by a {@link CheckContext}. */
record CountedKeyword(Keyword keyword) implements Keyword {

    @Override
    public String getValue() {
        return keyword.getValue();
    }

    /** The validator of the keyword in one place. */
    @Override
    public @Nullable KeywordValidator newValidator(
            SchemaLocation place, JsonNode node, Schema parent, SchemaContext context) throws Exception {
        KeywordValidator validator = keyword.newValidator(place, node, parent, context);
        return validator == null ? null : new Counted(validator, KeywordWork.of(getValue(), node));
    }

    private record Counted(KeywordValidator validator, KeywordWork work) implements KeywordValidator {

        @Override
        public String getKeyword() {
            return validator.getKeyword();
        }

        @Override
        public SchemaLocation getSchemaLocation() {
            return validator.getSchemaLocation();
        }

        @Override
        public void preloadSchema() {
            validator.preloadSchema();
        }

        @Override
        public void validate(ExecutionContext context, JsonNode node, JsonNode root, NodePath place) {
            CheckContext counted = (CheckContext) context;
            counted.enter();
            try {
                work.count(counted, node, place);
                validator.validate(context, node, root, place);
            } finally {
                counted.leave();
            }
        }

        @Override
        public void walk(ExecutionContext context, JsonNode node, JsonNode root, NodePath place, boolean validates) {
            validator.walk(context, node, root, place, validates);
        }
    }
}
