package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.RequestHead;
import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Ids;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The neighbour answers from its cache whoever says only-if-cached. */
class CachedAnswersTest {

    private static final String PATH = "/v1/chat/completions";

    private final House house = House.shared();
    private final Http gateway = house.a();

    private String carried(String word) {
        RequestHead head = Objects.requireNonNull(house.road().asked(word));
        return head.getCacheControl();
    }

    @Test
    void whatTheHeaderSaysTravelsWithoutWhatMeansNothing() {
        String word = Ids.next();
        Http.Answer answer =
                gateway.post(
                        PATH,
                        chat("echo " + word),
                        "Cache-Control",
                        "no-transform, MAX-AGE=60 ,no-cache");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(carried(word)).isEqualTo("no-cache, max-age=60");
        assertThat(answer.header("x-millrace-cache")).isEqualTo("miss");
        assertThat(answer.json().has("millrace")).isFalse();
    }

    @Test
    void theBodySaysItWhereTheHeaderDoesNot() {
        String word = Ids.next();
        String body = chat("echo " + word, ",'millrace':{'cache':true}");
        gateway.post(PATH, body);
        assertThat(carried(word)).isEqualTo("max-age=3600");
        gateway.post(PATH, body, "Cache-Control", "no-store");
        assertThat(carried(word)).isEqualTo("no-store");
    }

    @Test
    void whoSaysNothingIsToldNothing() {
        String word = Ids.next();
        Http.Answer answer = gateway.post(PATH, chat("echo " + word));
        assertThat(carried(word)).isEmpty();
        assertThat(answer.header("x-millrace-cache")).isEmpty();
    }

    @Test
    void aHitSaysSo() {
        Http.Answer answer = gateway.post(PATH, chat("echo x"), "Cache-Control", "only-if-cached");
        assertThat(answer.header("x-millrace-cache")).isEqualTo("hit");
        assertThat(answer.json().at("/millrace/cached").asBoolean()).isTrue();
        assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(8);
        Http.Answer vectors =
                gateway.post(
                        "/v1/embeddings",
                        "{'model':'e1','input':'a'}",
                        "Cache-Control",
                        "only-if-cached");
        assertThat(vectors.header("x-millrace-cache")).isEqualTo("hit");
        assertThat(vectors.json().at("/millrace/cached").asBoolean()).isTrue();
    }

    @Test
    void aStreamThatIsAHitSaysSoInItsLastEvent() {
        Http.Answer answer =
                gateway.post(
                        PATH,
                        chat("echo a b", ",'stream':true,'stream_options':{'include_usage':true}"),
                        "Cache-Control",
                        "only-if-cached");
        assertThat(answer.body())
                .contains("\"usage\":{")
                .contains("\"millrace\":{\"cached\":true}");
        assertThat(answer.body().stripTrailing()).endsWith("[DONE]");
    }

    @Test
    void thePlanSaysWhetherItWasOne() {
        Http.Answer answer = gateway.post(PATH, chat("echo x"), "x-millrace-explain", "true");
        assertThat(answer.json().at("/millrace/cached").isBoolean()).isTrue();
        assertThat(answer.json().at("/millrace/cached").asBoolean()).isFalse();
        assertThat(answer.json().at("/millrace/attempts").asInt()).isEqualTo(1);
    }

    @Test
    void thatNothingIsCachedIsNoTroubleToTryAgain() {
        Http.Answer answer = gateway.post(PATH, chat("fail not_cached"));
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("not_cached");
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=soon", "max-age=-1", "max-age"})
    void anAgeThatIsNoneIsRefused(String header) {
        Http.Answer answer = gateway.post(PATH, chat("echo x"), "Cache-Control", header);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_value");
        assertThat(answer.json().at("/error/param").asString()).isEqualTo("cache-control");
    }

    @Test
    void aQueryCarriesItInItsBody() {
        gateway.post(
                "/api/v1/llm/query",
                "{'model':'m1','prompt':'echo x','millrace':{'a':1}}",
                "Cache-Control",
                "max-age=5");
        assertThat(house.neighbours().seen().getLast().body())
                .contains("\"millrace\":{\"a\":1,\"cache\":\"max-age=5\"}");
    }
}
