package dev.millrace.postprocess.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Operation;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobRequestTest {

    @Test
    void keepsTheCallersBytesAsTheyCame() {
        String request = "{ \"model\":\"m\" ,\"x\":1.50, \"y\":\"深圳🙂\"}";
        JobRequest job =
                parse(
                        "{\"own\":[1,{}],\"operation\":\"embeddings\",\"request\":"
                                + request
                                + ",\"deadline\":1800000000000,\"explain\":true}");
        assertThat(StandardCharsets.UTF_8.decode(job.request().duplicate()).toString())
                .isEqualTo(request);
        assertThat(job.operation()).isEqualTo(Operation.EMBEDDINGS);
        assertThat(job.deadline()).isEqualTo(1_800_000_000_000L);
        assertThat(job.explain()).isTrue();
    }

    @Test
    void whatTheGatewayLeavesOutHasADefault() {
        JobRequest job = parse("{\"request\":{\"model\":\"m\"},\"deadline\":null}");
        assertThat(job.operation()).isEqualTo(Operation.CHAT);
        assertThat(job.deadline()).isNull();
        assertThat(job.explain()).isFalse();
    }

    @Test
    void refusesWhatIsNoJob() {
        refused("[]", ErrorCode.INVALID_JSON);
        refused("{\"request\":{}", ErrorCode.INVALID_JSON);
        refused("{\"request\":{}} {}", ErrorCode.INVALID_JSON);
        refused("{}", ErrorCode.MISSING_REQUIRED_PARAMETER);
        refused("{\"request\":\"x\"}", ErrorCode.INVALID_TYPE);
        refused("{\"request\":{},\"deadline\":\"soon\"}", ErrorCode.INVALID_TYPE);
        refused("{\"request\":{},\"explain\":1}", ErrorCode.INVALID_TYPE);
        refused("{\"request\":{},\"operation\":\"paint\"}", ErrorCode.INVALID_VALUE);
    }

    @Test
    void findsTheModelAndWhatItMustBeAbleToDo() {
        Asked asked =
                asked(
                        """
                        {"model":"p/m","metadata":{"a":"b"},"tools":[{}],"response_format":{"type":"json_schema"},
                         "messages":[{"role":"user","content":"hi"},
                          {"role":"user","content":[{"type":"image_url"},{"type":"input_audio"}]}]}""");
        assertThat(asked.model()).isEqualTo("p/m");
        assertThat(asked.needs()).containsExactly("tools", "json_schema", "vision", "audio");
        assertThat(asked.tags()).containsExactly(Map.entry("a", "b"));
        assertThat(asked("{\"model\":\"m\",\"tools\":[]}").needs()).isEmpty();
        assertThatThrownBy(() -> asked("{}"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("model"));
    }

    @Test
    void findsWhatTheAnswerIsToBeGroundedIn() {
        String body =
                "{\"model\":\"m\",\"retrieval\":{\"knowledge_base\":\"kb\",\"top_k\":3,\"min_score\":0.5}}";
        assertThat(asked(body).retrieval()).isEqualTo(new RetrievalRequest("kb", 3, 0.5));
        assertThat(asked("{\"model\":\"m\",\"retrieval\":null}").retrieval()).isNull();
        assertThat(
                        Asked.of(body.getBytes(StandardCharsets.UTF_8), Operation.EMBEDDINGS)
                                .retrieval())
                .isNull();
    }

    private static Asked asked(String request) {
        return Asked.of(request.getBytes(StandardCharsets.UTF_8), Operation.CHAT);
    }

    private static JobRequest parse(String body) {
        return JobRequest.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String body, ErrorCode code) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
