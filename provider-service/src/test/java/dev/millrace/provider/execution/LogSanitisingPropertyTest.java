package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Ending;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.content.Content;
import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.azure.Azure;
import dev.millrace.provider.azure.AzureSettings;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.ollama.Ollama;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * However a vendor fails and whatever it repeats of what it was sent: no prompt and no credential
 * is logged, at DEBUG and with the levels we ship, nor stands in an exception's words or in the
 * books; and no credential stands in what anybody is told.
 */
@Timeout(120)
class LogSanitisingPropertyTest {

    private static final int TRIES = 150;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String LEVELS = "logging.level.";

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
    private final List<Logger> shipped = new ArrayList<>();
    private final Level before = root.getLevel();

    /** What was logged, stack traces included, and what exceptions said. */
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private final AppenderBase<ILoggingEvent> listening =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    told.add(event.getFormattedMessage());
                    if (event.getThrowableProxy() != null) {
                        told.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
                    }
                }
            };

    @BeforeEach
    void listen() throws Exception {
        for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders();
                each.hasNext(); ) {
            usual.add(each.next());
        }
        usual.forEach(root::detachAppender);
        for (PropertySource<?> document :
                new YamlPropertySourceLoader()
                        .load("boot", new ClassPathResource("millrace-boot.yml"))) {
            for (String name : ((EnumerablePropertySource<?>) document).getPropertyNames()) {
                if (name.startsWith(LEVELS) && !name.equals(LEVELS + "root")) {
                    Logger logger =
                            (Logger) LoggerFactory.getLogger(name.substring(LEVELS.length()));
                    logger.setLevel(Level.toLevel(String.valueOf(document.getProperty(name))));
                    shipped.add(logger);
                }
            }
        }
        root.setLevel(Level.DEBUG);
        listening.setContext(root.getLoggerContext());
        listening.start();
        root.addAppender(listening);
    }

    @AfterEach
    void restore() {
        root.detachAppender(listening);
        root.setLevel(before);
        shipped.forEach(logger -> logger.setLevel(null));
        usual.forEach(root::addAppender);
    }

    /** Letters and digits, so that no encoding changes it. */
    private static String word(Random random, String start) {
        StringBuilder word = new StringBuilder(start);
        for (int i = 0; i < 24; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private static Provider provider(Random random, Endpoint at, UpstreamClient client) {
        return switch (random.nextInt(6)) {
            case 0 -> OpenAi.provider(at, client);
            case 1 -> Azure.provider(at, AzureSettings.V1, client);
            case 2 -> Anthropic.provider(at, client);
            case 3 -> Gemini.provider(at, client);
            case 4 -> Ollama.provider(at, client);
            default -> Qwen.provider(at, client);
        };
    }

    /** A failure that repeats what was sent, in a form at random. */
    private static Reply echoing(Random random, String secret, String prompt) {
        String words = "Incorrect key " + secret + " for: " + prompt;
        int status =
                List.of(400, 401, 403, 404, 413, 422, 429, 500, 503, 529).get(random.nextInt(10));
        String body =
                List.of(
                                "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"code\":\"c\",\"param\":\"p\"}}",
                                "{\"error\":\"%s\"}",
                                "{\"type\":\"error\",\"error\":{\"message\":\"%s\",\"type\":\"invalid_request_error\"}}",
                                "{\"error\":{\"message\":\"%s\",\"status\":\"INVALID_ARGUMENT\",\"code\":400}}",
                                "<html>%s</html>",
                                "%s")
                        .get(random.nextInt(6))
                        .replace("%s", words);
        return switch (random.nextInt(8)) {
            case 0 -> Reply.json(body);
            case 1 -> Reply.raw("data: " + body + "\n\n");
            case 2 ->
                    Reply.raw(
                            "event: error\ndata: {\"type\":\"error\","
                                    + body.substring(1)
                                    + "\n\n");
            case 3 -> Reply.cutAfter("data: " + body);
            case 4 -> Reply.of(200, "text/html", body);
            default -> Reply.error(status, body, "retry-after-ms: 0", "x-echo: " + words);
        };
    }

    @Test
    void neitherPromptsNorCredentialsAreLoggedOrBookedAndNoCredentialIsTold() throws Exception {
        long seed = new Random().nextLong();
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        try (UpstreamClient client =
                new UpstreamClient(Clock.systemUTC(), new Patience(LONG, LONG, LONG, 1 << 20))) {
            ManyProviders.atOnce(
                    TRIES,
                    i ->
                            () -> {
                                check(seed + i, client, sent);
                                return true;
                            });
        }
        String all = String.join("\n", told);
        assertThat(told).as("it is listened to").isNotEmpty();
        for (String word : sent) {
            int at = all.indexOf(word);
            assertThat(at < 0 ? "" : all.substring(Math.max(0, at - 300), at + 30))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    private void check(long seed, UpstreamClient client, Queue<String> sent) throws Exception {
        Random random = new Random(seed);
        String secret = word(random, "sk-");
        String prompt = word(random, "prompt");
        sent.add(secret);
        sent.add(prompt);
        try (ScriptedUpstream upstream = new ScriptedUpstream()) {
            upstream.usually(echoing(random, secret, prompt));
            Provider provider = provider(random, new Endpoint("v", upstream.url(), secret), client);
            ManyProviders house = new ManyProviders(provider);
            Ready ready =
                    new Ready("r" + seed)
                            .candidate("v", "m")
                            .body(
                                    "{\"messages\":[{\"role\":\"user\",\"content\":\""
                                            + prompt
                                            + "\"}]}");
            OutcomeReached outcome = house.outcome(random.nextBoolean() ? ready.streamed() : ready);
            house.close();
            String where = "seed %d: %s".formatted(seed, provider.kind());
            assertThat(outcome.getEnding()).as(where).isEqualTo(Ending.FAILED);
            for (AttemptEnded each : house.log.all(AttemptEnded.class)) {
                assertThat(each.toString()).as(where).doesNotContain(secret, prompt);
            }
            for (AttemptStarted each : house.log.all(AttemptStarted.class)) {
                assertThat(each.toString()).as(where).doesNotContain(secret, prompt);
            }
            var failure = outcome.getFailure().orElseThrow();
            assertThat(Content.openText(failure.getDetail()).orElseThrow())
                    .as(where)
                    .doesNotContain(secret);
            assertThat(failure.toString()).as(where).doesNotContain(secret);
            assertThat(failure.getParam().orElse("")).as(where).doesNotContain(prompt);
            listed(provider, secret, where);
        }
    }

    /** Its list is refused in the same words. */
    private void listed(Provider provider, String secret, String where) throws Exception {
        try {
            provider.models().models();
        } catch (ProviderException e) {
            told.add(e.toString());
            assertThat(e.failure().detail()).as(where).doesNotContain(secret);
        }
    }
}
