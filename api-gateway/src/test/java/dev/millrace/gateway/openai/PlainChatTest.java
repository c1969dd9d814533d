package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import org.junit.jupiter.api.Test;

class PlainChatTest {

    private final House house = House.shared();
    private final Http gateway = house.a();

    @Test
    void aQuestionIsAnsweredInOpenAisShape() {
        Http.Answer answer = gateway.post("/v1/chat/completions", chat("echo good morning"));

        assertThat(answer.status()).isEqualTo(200);
        String id = answer.header("x-request-id");
        assertThat(answer.json().path("id").asString()).isEqualTo("chatcmpl-" + id);
        assertThat(answer.json().path("object").asString()).isEqualTo("chat.completion");
        assertThat(answer.json().at("/choices/0/message/content").asString())
                .isEqualTo("good morning");
        assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(8);
        assertThat(answer.json().path("system_fingerprint").asString()).isEqualTo("fp");
        assertThat(answer.json().has("millrace")).isFalse();
        assertThat(answer.header("openai-processing-ms")).matches("\\d+");
        assertThat(answer.header("openai-version")).isNotEmpty();
        assertThat(answer.header("x-millrace-model")).isEqualTo("m1");
        assertThat(answer.header("x-millrace-provider")).isEqualTo("vendor");
    }

    @Test
    void metadataComesBackWithTheAnswer() {
        Http.Answer answer =
                gateway.post(
                        "/v1/chat/completions",
                        "{'model':'m1','messages':[{'role':'user','content':'echo x'}],"
                                + "'metadata':{'b':'2','a':'C:\\\\x'}}");

        assertThat(answer.body()).contains("\"metadata\":{\"a\":\"C:\\\\x\",\"b\":\"2\"}");
    }

    @Test
    void whoAsksForThePlanGetsIt() {
        Http.Answer answer =
                gateway.post("/chat/completions", chat("echo x"), "x-millrace-explain", "true");

        assertThat(answer.json().at("/millrace/plan/candidates/0/model").asString())
                .isEqualTo("m1");
        assertThat(answer.json().at("/millrace/attempts").asInt()).isEqualTo(1);
    }

    @Test
    void whatTheProviderDoesNotTakeIsNamed() {
        String body = "{'model':'m1','seed':1,'messages':[{'role':'user','content':'echo x'}]}";

        Http.Answer answer =
                gateway.post("/v1/chat/completions", body, "x-millrace-explain", "true");

        assertThat(answer.header("x-millrace-dropped")).isEqualTo("seed");
        assertThat(answer.json().at("/millrace/dropped/0").asString()).isEqualTo("seed");
    }

    @Test
    void whoAsksForThePlanIsToldWhatWasDone() {
        Http.Answer answer =
                gateway.post("/v1/chat/completions", chat("echo x"), "x-millrace-explain", "true");

        assertThat(answer.json().at("/millrace/notes/0").asString())
                .isEqualTo("structured: native");
        assertThat(gateway.post("/v1/chat/completions", chat("echo x")).body())
                .doesNotContain("structured: native");
    }

    @Test
    void whereAnAnswerBreaksItsSchemaIsTold() {
        Http.Answer answer = gateway.post("/v1/chat/completions", chat("fail invalid_output"));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.json().at("/error/message").asString()).contains("mind your prompt");
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void aFailureKeepsItsCode() {
        Http.Answer answer = gateway.post("/v1/chat/completions", chat("fail upstream_timeout"));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("upstream_timeout");
        assertThat(answer.body()).doesNotContain("mind your prompt");
    }

    @Test
    void whatTheVendorSaysIsToldWhereTheFaultIsTheCallersOwn() {
        Http.Answer answer =
                gateway.post("/v1/chat/completions", chat("fail context_length_exceeded"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asString()).contains("mind your prompt");
    }

    @Test
    void aLargeBodyLiesInTheContentStore() {
        Http.Answer answer =
                gateway.post("/v1/chat/completions", chat("echo " + "x".repeat(1 << 21)));

        assertThat(answer.json().at("/choices/0/message/content").asString()).isEqualTo("stored");
    }

    @Test
    void embeddingsAreAnswered() {
        Http.Answer answer = gateway.post("/v1/embeddings", "{'model':'e1','input':['a']}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/data/0/embedding/1").asDouble()).isEqualTo(-0.25);
        assertThat(answer.json().path("object").asString()).isEqualTo("list");
    }
}
