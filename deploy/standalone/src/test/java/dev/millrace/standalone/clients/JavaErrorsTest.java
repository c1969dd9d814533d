package dev.millrace.standalone.clients;

import static dev.millrace.standalone.clients.JavaSdk.ask;
import static dev.millrace.standalone.clients.JavaSdk.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failures, as the official client for Java raises them. Each is a cell of docs/clients.md. */
class JavaErrorsTest {

    private final ClientHouse house = ClientHouse.get();
    private final OpenAIClient client = JavaSdk.client(house.key(), 0);

    @Test
    void raises400AsABadRequest() {
        var ours =
                refused(
                        BadRequestException.class,
                        client,
                        ask(Script.saying("x")).maxCompletionTokens(-1));
        assertThat(ours.code()).contains("invalid_value");
        assertThat(ours.param()).contains("max_completion_tokens");
        assertThat(ours.type()).contains("invalid_request_error");
        assertThat(ours.getMessage()).contains("max_completion_tokens");

        var theirs =
                refused(BadRequestException.class, client, ask(Script.saying("x").failing(400)));
        assertThat(theirs.param()).contains("temperature");
    }

    @Test
    void raises401AsAFailedAuthentication() {
        var wrong = JavaSdk.client("sk-wrong", 0);

        assertThat(refused(UnauthorizedException.class, wrong, ask(Script.saying("x"))).code())
                .contains("invalid_api_key");
    }

    @Test
    void raises403AsARefusedPermission() {
        var restricted = JavaSdk.client(house.restricted(), 0);

        assertThat(
                        refused(
                                        PermissionDeniedException.class,
                                        restricted,
                                        ask(Script.saying("x")))
                                .code())
                .contains("model_not_allowed");
    }

    @Test
    void raises404AsNotFound() {
        assertThat(refused(NotFoundException.class, client, ask("no-such-model", "x")).code())
                .contains("model_not_found");
        var unknown =
                catchThrowableOfType(
                        NotFoundException.class,
                        () ->
                                client.chat()
                                        .completions()
                                        .retrieve("chatcmpl-01990000-0000-7000-8000-000000000000"));
        assertThat(unknown.code()).contains("not_found");
    }

    /** The client has no class of its own for it. */
    @Test
    void raises409AsAConflict() throws Exception {
        var script = Script.saying("one two").held();
        var tapped = new Wiretap(_ -> {});
        var listening = tapped.client(house);
        try (var stream =
                listening.chat().completions().createStreaming(ask(script).store(true).build())) {
            var id = stream.stream().iterator().next().id();
            house.cancel(id);
            house.upstream().release(script.nonce());
            var conflict =
                    catchThrowableOfType(
                            UnexpectedStatusCodeException.class,
                            () -> JavaIdsTest.ended(listening, id));
            assertThat(conflict.statusCode()).isEqualTo(409);
            assertThat(conflict.code()).contains("cancelled");
            assertThat(tapped.attempts().getLast().header("x-should-retry")).isEqualTo("false");
        }
    }

    @Test
    void raises422AsUnprocessable() {
        var first = Script.saying("one");
        client.chat()
                .completions()
                .create(ask(first).putAdditionalHeader("Idempotency-Key", first.nonce()).build());

        var other = ask(Script.saying("two")).putAdditionalHeader("Idempotency-Key", first.nonce());
        assertThat(refused(UnprocessableEntityException.class, client, other).code())
                .contains("idempotency_mismatch");
    }

    @Test
    void raises429AsARateLimit() {
        var busy = ask(Script.saying("x").failing(429, 429, 429, 429).retryingAfter("1"));
        var limited = refused(RateLimitException.class, client, busy);

        assertThat(limited.code()).contains("rate_limit_exceeded");
        assertThat(limited.headers().values("retry-after")).containsExactly("1");
        assertThat(limited.headers().values("x-should-retry")).containsExactly("true");
    }

    @Test
    void raises5xxAsAServerError() {
        var broken = ask(Script.saying("x").failing(500, 500, 500, 500));
        var overloaded = ask(Script.saying("x").failing(503, 503, 503, 503));
        var held = Script.saying("x").held();
        var slow = ask(held).putAdditionalHeader("x-millrace-timeout", "0.5");

        assertThat(refused(InternalServerException.class, client, broken).statusCode())
                .isEqualTo(502);
        assertThat(refused(InternalServerException.class, client, overloaded).statusCode())
                .isEqualTo(503);
        assertThat(refused(InternalServerException.class, client, slow).statusCode())
                .isEqualTo(504);
        house.upstream().release(held.nonce());
    }

    @Test
    void raisesAnErrorInsideAStream() {
        var received = new ArrayList<ChatCompletionChunk>();
        var error =
                catchThrowableOfType(
                        SseException.class,
                        () -> {
                            var params = ask(Script.saying("one two").breaking()).build();
                            try (var stream = client.chat().completions().createStreaming(params)) {
                                stream.stream().forEach(received::add);
                            }
                        });

        assertThat(error.code()).contains("upstream_interrupted");
        assertThat(text(received)).isEqualTo("one");
    }

    private static <E extends OpenAIServiceException> E refused(
            Class<E> type, OpenAIClient client, ChatCompletionCreateParams.Builder params) {
        var raised =
                catchThrowableOfType(
                        type, () -> client.chat().completions().create(params.build()));
        assertThat(raised).as("nothing was raised").isNotNull();
        assertThat(List.of(raised.code().isPresent(), raised.type().isPresent()))
                .containsOnly(true);
        return raised;
    }
}
