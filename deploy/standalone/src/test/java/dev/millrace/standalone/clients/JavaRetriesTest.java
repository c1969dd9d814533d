package dev.millrace.standalone.clients;

import static dev.millrace.standalone.clients.JavaSdk.ask;
import static dev.millrace.standalone.clients.JavaSdk.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.errors.InternalServerException;
import com.openai.models.chat.completions.ChatCompletion;
import dev.millrace.standalone.clients.Wiretap.Attempt;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The automatic retries of the official client for Java. Each is a cell of docs/clients.md. */
class JavaRetriesTest {

    private final ClientHouse house = ClientHouse.get();

    @Test
    void retries503() {
        var tapped = new Wiretap(_ -> {});
        // The product itself asks a failing provider four times when there is no other.
        var script = Script.saying("at last").failing(503, 503, 503, 503);

        assertThat(text(create(tapped, script))).isEqualTo("at last");
        assertThat(tapped.attempts()).extracting(Attempt::status).containsExactly(503, 200);
        assertThat(tapped.attempts()).extracting(Attempt::retry).containsExactly("0", "1");
        assertThat(tapped.attempts().getFirst().header("x-should-retry")).isEqualTo("true");
        assertThat(house.upstream().calls(script.nonce())).hasSize(5);
    }

    @Test
    void waitsAsLongAsItIsTold() {
        var tapped = new Wiretap(_ -> {});
        // Without the header the first pause would be half a second.
        var script = Script.saying("at last").failing(503, 503, 503, 503).retryingAfter("1");

        assertThat(text(create(tapped, script))).isEqualTo("at last");
        var refused = tapped.attempts().getFirst();
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.header("retry-after-ms")).isEqualTo("1000");
        assertThat(pause(tapped.attempts())).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void doesNotRetryWhatWillNotHelp() {
        var tapped = new Wiretap(_ -> {});
        var script = Script.saying("never").failing(401, 401);
        var raised =
                catchThrowableOfType(InternalServerException.class, () -> create(tapped, script));

        assertThat(raised.code()).contains("upstream_authentication");
        assertThat(tapped.attempts()).hasSize(1);
        assertThat(tapped.attempts().getFirst().header("x-should-retry")).isEqualTo("false");
        assertThat(house.upstream().calls(script.nonce())).hasSize(1);
    }

    @Test
    void retries409UntilTheAnswerIsThere() {
        var script = Script.saying("one two three").held();
        var tapped =
                new Wiretap(
                        status -> {
                            if (status == 409) {
                                house.upstream().release(script.nonce());
                            }
                        });
        var client = tapped.client(house);
        try (var stream = client.chat().completions().createStreaming(ask(script).build())) {
            var chunks = stream.stream().iterator();
            var id = chunks.next().id();

            assertThat(text(client.chat().completions().retrieve(id))).isEqualTo("one two three");
        }
        var reads = tapped.attempts().subList(1, tapped.attempts().size());
        assertThat(reads.getFirst().status()).isEqualTo(409);
        assertThat(reads.getFirst().header("x-should-retry")).isEqualTo("true");
        assertThat(reads.getLast().status()).isEqualTo(200);
        assertThat(pause(reads)).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void asksOnceForOneIdempotencyKey() {
        var tapped = new Wiretap(_ -> {});
        var script = Script.saying("only once");
        var params = ask(script).putAdditionalHeader("Idempotency-Key", script.nonce()).build();
        var client = tapped.client(house);

        var first = client.chat().completions().create(params);
        var second = client.chat().completions().create(params);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(text(second)).isEqualTo("only once");
        assertThat(house.upstream().calls(script.nonce())).hasSize(1);
    }

    private ChatCompletion create(Wiretap tapped, Script script) {
        return tapped.client(house).chat().completions().create(ask(script).build());
    }

    /** Milliseconds between the first answer and the second request. */
    private static long pause(List<Attempt> attempts) {
        return TimeUnit.NANOSECONDS.toMillis(attempts.get(1).sent() - attempts.get(0).answered());
    }
}
