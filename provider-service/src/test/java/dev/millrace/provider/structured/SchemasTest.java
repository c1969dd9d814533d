package dev.millrace.provider.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.provider.attempt.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

class SchemasTest {

    private final Schemas schemas = new Schemas();
    private final Logger library = (Logger) LoggerFactory.getLogger("com.networknt.schema");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        library.addAppender(logged);
    }

    @AfterEach
    void noPatternIsLogged() {
        library.detachAppender(logged);
        assertThat(logged.list).filteredOn(event -> event.getLevel() == Level.ERROR).isEmpty();
    }

    @Test
    void theLibrarySaysNothingOfWhatItIsGiven() throws Exception {
        var file =
                new YamlPropertySourceLoader()
                        .load("boot", new ClassPathResource("millrace-boot.yml"));
        assertThat(file.getFirst().getProperty("logging.level.com.networknt.schema"))
                .isEqualTo("off");
    }

    @Test
    void keywordsThatNobodyKnowsAreLetBe() throws Exception {
        assertThat(notes("{'x-mine':{'a':1},'title':'t','format':'odd','type':'string'}", "'x'"))
                .isEmpty();
        assertThat(notes("{'properties':{'a':{'type':'date','minLength':'x'}}}", "{'a':'x'}"))
                .containsExactly("/a (type)");
    }

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }

    private List<String> notes(String schema, String value) throws UnusableSchema {
        return schemas.of(json(schema)).check(json(value)).stream().map(Complaint::note).toList();
    }

    @Test
    void whatBreaksTheSchemaIsNamedByPathAndKeyword() throws Exception {
        String schema =
                "{'type':'object','properties':{'a':{'type':'array','items':{'type':'integer'}},"
                        + "'b':{'enum':['x']}},'required':['a','c'],'additionalProperties':false}";
        assertThat(notes(schema, "{'a':[1],'b':'x','c':1}"))
                .containsExactly("/ (additionalProperties)");
        assertThat(notes(schema, "{'a':[1,'two'],'b':'y'}"))
                .containsExactly("/a/1 (type)", "/b (enum)", "/ (required)");
    }

    @Test
    void namesThatTheSchemaDoesNotKnowAreContentAndNotTold() throws Exception {
        String schema =
                "{'type':'object','properties':{'people':{'additionalProperties':{'type':'object',"
                        + "'properties':{'age':{'type':'integer'}}}}}}";
        assertThat(notes(schema, "{'people':{'Jane Doe':{'age':'x'}}}"))
                .containsExactly("/people/*/age (type)");
        Complaint complaint =
                schemas.of(json(schema))
                        .check(json("{'people':{'Jane Doe':{'age':'x'}}}"))
                        .getFirst();
        assertThat(complaint.told()).contains("/people/Jane Doe/age");
    }

    @Test
    void aSchemaMayNameAnOlderDraft() throws Exception {
        String schema =
                "{'$schema':'http://json-schema.org/draft-07/schema#','definitions':{'n':{'type':"
                        + "'null'}},'type':'array','items':[{'$ref':'#/definitions/n'}]}";
        assertThat(notes(schema, "[null]")).isEmpty();
        assertThat(notes(schema, "[1]")).containsExactly("/0 (type)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'properties':{'a':{'$ref':'https://example.org/x.json'}}}",
                "{'properties':{'a':{'$ref':'file:///etc/passwd'}}}",
                "{'items':{'anyOf':[{'$dynamicRef':'other#x'}]}}",
                "{'$schema':'https://example.org/mine'}",
                "{'$ref':'#/$defs/nothing'}",
                "{'properties':{'a':{'pattern':'(['}}}",
                "{'patternProperties':{'([':{}}}",
            })
    void whatNothingCanBeCheckedByIsRefused(String schema) {
        assertThatThrownBy(() -> schemas.of(json(schema)))
                .isInstanceOf(UnusableSchema.class)
                .hasMessageNotContaining("example")
                .hasMessageNotContaining("([");
    }

    @Test
    void membersThatOnlyLookLikeKeywordsAreNoKeywords() throws Exception {
        assertThat(
                        notes(
                                "{'properties':{'$ref':{'type':'string'},'pattern':{'type':'string'}},"
                                        + "'enum':[{'$ref':'http://x','pattern':'(['}]}",
                                "{'$ref':'http://x','pattern':'(['}"))
                .isEmpty();
    }

    @Test
    void aSchemaThatIsTooLargeOrTooDeepIsRefused() {
        String large = "{'description':'" + "x".repeat(Schemas.LARGEST) + "'}";
        assertThatThrownBy(() -> schemas.of(json(large))).isInstanceOf(UnusableSchema.class);
        String deep = "{'items':".repeat(110) + "{}" + "}".repeat(110);
        assertThatThrownBy(() -> schemas.of(json(deep))).isInstanceOf(UnusableSchema.class);
    }

    @Test
    void aSchemaIsCompiledOnceAndNotAllAreKept() throws Exception {
        JsonNode schema = json("{'type':'object'}");
        assertThat(schemas.of(schema)).isSameAs(schemas.of(schema.deepCopy()));
        String filling = "x".repeat(200_000);
        for (int i = 0; i < 60; i++) {
            var _ = schemas.of(json("{'description':'" + i + filling + "'}"));
        }
        assertThat(schemas.kept()).isLessThan(25);
    }

    @Test
    void aPatternThatBacktracksForEverIsGivenUp() throws Exception {
        String schema = "{'type':'string','pattern':'^(.*a){12}$'}";
        long begun = System.nanoTime();
        assertThat(notes(schema, "'" + "a".repeat(60) + "!'")).containsExactly("/ (effort)");
        assertThat(notes("{'pattern':'^(a|b)*$'}", "'" + "ab".repeat(500_000) + "c'"))
                .containsExactly("/ (effort)");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aSchemaThatMultipliesIsGivenUp() throws Exception {
        String twice =
                "{'$defs':{'n':{'anyOf':[{'properties':{'a':{'$ref':'#/$defs/n'}},'required':['x']},"
                        + "{'properties':{'a':{'$ref':'#/$defs/n'}},'required':['y']}]}},"
                        + "'$ref':'#/$defs/n'}";
        String value = "{'a':".repeat(60) + "{}" + "}".repeat(60);
        long begun = System.nanoTime();
        assertThat(notes(twice, value)).containsExactly("/ (effort)");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(notes("{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/a'}}}", "1"))
                .containsExactly("/ (effort)");
    }

    @Test
    void aDeepValueIsCheckedToItsEnd() throws Exception {
        String schema =
                "{'properties':{'a':{'$ref':'#'},'end':{'type':'integer'}},'type':'object'}";
        String value = "{'a':".repeat(300) + "{'end':'x'}" + "}".repeat(300);
        assertThat(notes(schema, value)).singleElement().asString().endsWith("/a/end (type)");
    }
}
