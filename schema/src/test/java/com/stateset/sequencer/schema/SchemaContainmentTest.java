package com.stateset.sequencer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaContainmentTest {

    private static Optional<String> problem(String inner, String outer) {
        return SchemaContainment.problem(
                SchemaDocument.read(inner.replace('\'', '"')), SchemaDocument.read(outer.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'type':'integer'}                            | {'type':'number'}
            {'type':'string'}                             | {'type':['null','string']}
            {'const':1}                                   | {'enum':[2,1.0]}
            {'enum':['a']}                                | {'type':'string'}
            {'minimum':2}                                 | {'minimum':1}
            {'exclusiveMinimum':1}                        | {'minimum':1}
            {'minimum':2}                                 | {'exclusiveMinimum':1}
            {'type':'string','maxLength':3}               | {'maxLength':4}
            {'type':'string'}                             | {'minimum':3}
            {'required':['a','b']}                        | {'required':['b'],'minProperties':2}
            {'properties':{'a':{'type':'integer'}}}       | {'properties':{'a':{'type':'number'}}}
            {'properties':{'a':{}},'additionalProperties':false} | {'properties':{'a':{},'b':{'type':'null'}},'additionalProperties':false}
            {'items':{'const':1}}                         | {'items':{'type':'integer'}}
            {'$ref':'#/$defs/n','$defs':{'n':{'properties':{'x':{'$ref':'#/$defs/n'}}}}} | {'properties':{'x':{'$ref':'#'}}}
            {'anyOf':[{'type':'null'},{'const':1}]}       | {'type':['null','integer']}
            {'type':['null','integer']}                   | {'anyOf':[{'type':'null'},{'type':'number'}]}
            {'not':{'const':1}}                           | {'not':{'const':1}}
            {'title':'x','allOf':[{'minimum':1}]}         | {'description':'y'}
            """)
    void what_fits_the_one_fits_the_other(String inner, String outer) {
        assertThat(problem(inner, outer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'type':'number'}            | {'type':'integer'}            | at its root, a value may be of type number
            {}                           | {'type':'string'}             | at its root, a value may be of type
            {'enum':['a','b']}           | {'enum':['a']}                | at its root, the value "b" is allowed
            {}                           | {'required':['a']}            | at its root, a may be missing
            {'minimum':1}                | {'exclusiveMinimum':1}        | at its root, exclusiveMinimum
            {'type':'string'}            | {'pattern':'a'}               | at its root, pattern
            {}                           | {'properties':{'b':{'type':'null'}}} | at /properties/b, a value may be of type
            {'properties':{'a':{}}}      | {'additionalProperties':false} | at /properties/a, something is allowed
            {}                           | {'additionalProperties':false} | at /additionalProperties, something is allowed
            {'items':{'type':'string'}}  | {'items':{'type':'null'}}     | at /items, a value may be of type string
            {}                           | {'allOf':[{'minimum':1}]}     | as allOf is not among the keywords
            {}                           | {'if':{'minimum':1}}          | as if is not among the keywords
            {'patternProperties':{'a':{}},'additionalProperties':false} | {'additionalProperties':false} | as patternProperties
            {'$ref':'#/$defs/n','$defs':{'n':{'properties':{'x':{'$ref':'#/$defs/n'},'y':{}}}}} | {'properties':{'x':{'$ref':'#'},'y':{'const':1}}} | at /properties/y, any value
            {'type':['null','string']}   | {'anyOf':[{'type':'null'},{'type':'number'}]} | fits no single branch of anyOf
            """)
    void what_may_not_fit_is_named(String inner, String outer, String why) {
        assertThat(problem(inner, outer).orElse("fits")).contains(why);
    }

    @Test
    void a_circle_differs_where_it_leaves_the_other() {
        String deep = "{'properties':{'x':{'properties':{'x':{'$ref':'#'},'z':{'type':'integer'}}}}}";
        String flat = "{'properties':{'x':{'$ref':'#'},'z':{'type':'integer'}}}";
        assertThat(problem(flat, deep)).isEmpty();
        assertThat(problem(deep, flat).orElse("fits")).contains("at /properties/z, a value may be of type");
    }
}
