package dev.millrace.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The gate must catch every change that would make records unreadable or change what they mean. */
class SchemaGateTest {

    private static final String KEPT =
            """
            {"type":"record","name":"Kept","namespace":"x","fields":[
              {"name":"id","type":"string"},
              {"name":"note","type":"string","default":""},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"body","type":{"type":"bytes","content":true},"default":""},
              {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"],"default":"A"}},
              {"name":"more","type":["null","string"],"default":null},
              {"name":"items","type":{"type":"array","items":
                {"type":"record","name":"Item","fields":[
                  {"name":"text","type":{"type":"bytes","content":true}},
                  {"name":"size","type":"int","default":0}]}},"default":[]}
            ]}""";

    @Test
    void nothingChangedIsFine() {
        assertThat(after("", "")).isEmpty();
    }

    @Test
    void anAddedFieldWithDefaultIsFine() {
        assertThat(
                        after(
                                "{\"name\":\"id\",\"type\":\"string\"},",
                                "{\"name\":\"id\",\"type\":\"string\"},"
                                        + "{\"name\":\"new\",\"type\":\"long\",\"default\":0},"))
                .isEmpty();
    }

    @Test
    void anAddedEnumSymbolIsFineBecauseOldReadersHaveADefault() {
        assertThat(after("[\"A\",\"B\"]", "[\"A\",\"B\",\"C\"]")).isEmpty();
    }

    @Test
    void anAddedFieldWithoutDefaultIsCaught() {
        caught(
                "{\"name\":\"id\",\"type\":\"string\"},",
                "{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"new\",\"type\":\"long\"},");
    }

    @Test
    void aRemovedFieldWithoutDefaultIsCaught() {
        caught("{\"name\":\"id\",\"type\":\"string\"},", "");
    }

    @Test
    void aRemovedFieldWithDefaultIsCaught() {
        caught("{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"},", "");
    }

    @Test
    void aRenamedFieldIsCaught() {
        caught("\"name\":\"note\"", "\"name\":\"remark\"");
    }

    @Test
    void aChangedLogicalTypeIsCaught() {
        caught("timestamp-millis", "timestamp-micros");
        caught(",\"logicalType\":\"timestamp-millis\"", "");
    }

    @Test
    void aLostContentMarkIsCaughtWhereverItStands() {
        caught("{\"type\":\"bytes\",\"content\":true},\"default\"", "\"bytes\",\"default\"");
        caught("{\"type\":\"bytes\",\"content\":true}}", "\"bytes\"}");
    }

    @Test
    void anEnumWithoutDefaultIsCaught() {
        caught(",\"default\":\"A\"", "");
    }

    @Test
    void aLostEnumSymbolIsCaught() {
        caught("[\"A\",\"B\"]", "[\"A\"]");
    }

    @Test
    void aChangedTypeIsCaughtThoughAvroPromotesIt() {
        caught("\"type\":\"int\"", "\"type\":\"long\"");
    }

    @Test
    void aChangedUnionIsCaught() {
        caught("[\"null\",\"string\"]", "[\"null\",\"string\",\"long\"]");
        caught("[\"null\",\"string\"]", "[\"null\",\"long\"]");
    }

    @Test
    void aLostDefaultIsCaught() {
        caught("\"type\":\"int\",\"default\":0", "\"type\":\"int\"");
    }

    private static void caught(String before, String now) {
        assertThat(after(before, now)).as("%s -> %s", before, now).isNotEmpty();
    }

    private static java.util.List<String> after(String before, String now) {
        assertThat(KEPT).contains(before);
        Schema kept = new Schema.Parser().parse(KEPT);
        Schema current = new Schema.Parser().parse(KEPT.replace(before, now));
        return SchemaGate.violations(kept, current);
    }
}
