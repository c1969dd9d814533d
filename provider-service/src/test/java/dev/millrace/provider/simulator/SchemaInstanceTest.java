package dev.millrace.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.provider.attempt.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaInstanceTest {

    static List<Arguments> schemas() {
        return List.of(
                of("{'type':'string'}", "'simulated'"),
                of("{'type':'string','minLength':12}", "'simulated---'"),
                of("{'type':'string','maxLength':3}", "'sim'"),
                of("{'type':'string','format':'date'}", "'2000-01-01'"),
                of("{'type':'string','format':'uuid'}", "'00000000-0000-4000-8000-000000000000'"),
                of("{'type':['null','string']}", "null"),
                of("{'type':'boolean'}", "true"),
                of("{'type':'integer','minimum':3}", "3"),
                of("{'type':'integer','exclusiveMinimum':3}", "4"),
                of("{'type':'integer','minimum':3,'multipleOf':5}", "5"),
                of("{'type':'number','minimum':-2.5,'multipleOf':0.5}", "-2.5"),
                of("{'type':'integer','maximum':-4}", "-4"),
                of("{'enum':['b','a']}", "'b'"),
                of("{'const':7}", "7"),
                of("{'default':[1]}", "[1]"),
                of("{'type':'array','items':{'type':'integer'},'minItems':2}", "[0,0]"),
                of("{'type':'array'}", "[]"),
                of("{'type':'array','minItems':1,'prefixItems':[{'const':'x'}]}", "['x']"),
                of("{'anyOf':[{'type':'null'},{'type':'string'}]}", "null"),
                of("{'properties':{'a':{'type':'boolean'},'b':{}},'required':['a']}", "{'a':true}"),
                of(
                        "{'allOf':[{'properties':{'a':{'const':1}},'required':['a']},{'properties':{'b':{'const':2}},'required':['b']}]}",
                        "{'a':1,'b':2}"),
                of(
                        "{'$defs':{'t':{'const':'deep'}},'type':'object','properties':{'x':{'$ref':'#/$defs/t'}},'required':['x']}",
                        "{'x':'deep'}"),
                of(
                        "{'$defs':{'n':{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'null'}]}},'required':['next']}},'$ref':'#/$defs/n'}",
                        null));
    }

    private static Arguments of(String schema, @org.jspecify.annotations.Nullable String instance) {
        return Arguments.of(
                schema.replace('\'', '"'), instance == null ? null : instance.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theInstanceIsTheSmallestAndEndsEvenWhenTheSchemaRefersToItself(
            String schema, @org.jspecify.annotations.Nullable String instance) {
        var made = SchemaInstance.of(Json.MAPPER.readTree(schema));
        if (instance != null) {
            assertThat(made.toString()).isEqualTo(instance);
        } else {
            assertThat(made.has("next")).isTrue();
        }
    }

    @Test
    void aSchemaWithoutEndOrTargetIsRefused() {
        for (String schema :
                List.of(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}",
                        "{\"$ref\":\"#/nowhere\"}",
                        "{\"$ref\":\"https://example.org/schema\"}")) {
            assertThatThrownBy(() -> SchemaInstance.of(Json.MAPPER.readTree(schema)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
