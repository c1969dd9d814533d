package dev.millrace.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Money;
import dev.millrace.events.Price;
import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Cost;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.faults.VendorWords;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same use is counted the same whatever vendor tells of it in whatever shape, plain or in a
 * stream, once or several times; and nothing that a vendor says makes a count negative or a part
 * larger than its whole.
 */
@Timeout(120)
class UsageCountedPropertyTest {

    private static final int TRIES = 100;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Price PRICE =
            new Price("USD", 3_000_000L, 15_000_000L, 300_000L, 3_750_000L, List.of());

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private ScriptedUpstream upstream = new ScriptedUpstream();
    private final UpstreamClient client =
            new UpstreamClient(Clock.systemUTC(), new Patience(LONG, LONG, LONG, 1 << 20));

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    /** What was used, as a vendor's figures have it: any text that JSON takes. */
    private record Figures(
            String input, String output, String cached, String written, String thought) {}

    /** A connection that is kept keeps the media type of its streams: another one for each. */
    private void speaks(VendorWords words) {
        upstream.close();
        upstream = new ScriptedUpstream().streaming(words.streamType());
    }

    /** Those of whose figures this test knows how they are told. */
    private static List<VendorWords> vendors() {
        Set<String> known =
                Set.of("openai", "azure v1", "azure dated", "anthropic", "gemini", "ollama");
        List<VendorWords> vendors =
                Arrays.stream(VendorWords.all())
                        .filter(words -> known.contains(words.name()))
                        .toList();
        assertThat(vendors).hasSameSizeAs(known);
        return vendors;
    }

    private Usage ask(VendorWords words, boolean stream, String wire) throws Exception {
        upstream.forget();
        upstream.then(stream ? Reply.raw(wire) : Reply.json(wire));
        RequestBody body =
                RequestBody.parse(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                                .getBytes(StandardCharsets.UTF_8));
        try {
            return words.open(upstream.url(), client)
                    .chat(
                            new ChatCall("m", body, stream, Instant.now().plus(LONG)),
                            (_, _) -> {},
                            new Cancellation())
                    .usage();
        } catch (ProviderException e) {
            throw new AssertionError(
                    "seed %d, %s, stream %s: %s: %s"
                            .formatted(seed, words.name(), stream, e.failure(), wire),
                    e);
        }
    }

    private String wire(VendorWords words, boolean stream, Figures figures) {
        boolean twice = random.nextBoolean();
        String text =
                stream ? words.parts(true, "a", "b") + words.ending(true) : words.plain("ab", true);
        return switch (words.name()) {
            case "anthropic" -> anthropic(text, figures, twice);
            case "gemini" ->
                    text.replaceAll(
                            "\"usageMetadata\":\\{[^}]*}",
                            Matcher.quoteReplacement(gemini(figures)));
            case "ollama" ->
                    text.replace(
                            "\"prompt_eval_count\":11,\"eval_count\":7",
                            "\"prompt_eval_count\":%s,\"eval_count\":%s"
                                    .formatted(figures.input(), figures.output()));
            default -> {
                String told = openAi(figures);
                String ended =
                        text.replaceAll(
                                "\"usage\":\\{\"prompt_tokens\":11,[^}]*}",
                                Matcher.quoteReplacement(told));
                // Some servers tell it with every chunk.
                yield twice ? ended.replace("\"usage\":null", told) : ended;
            }
        };
    }

    private static String openAi(Figures told) {
        return ("\"usage\":{\"prompt_tokens\":%s,\"completion_tokens\":%s,\"total_tokens\":1,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":%s,\"cache_write_tokens\":%s},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":%s}}")
                .formatted(
                        told.input(), told.output(), told.cached(), told.written(), told.thought());
    }

    private static String gemini(Figures told) {
        return ("\"usageMetadata\":{\"promptTokenCount\":%s,\"candidatesTokenCount\":%s,"
                        + "\"cachedContentTokenCount\":%s,\"toolUsePromptTokenCount\":%s,"
                        + "\"thoughtsTokenCount\":%s}")
                .formatted(
                        told.input(), told.output(), told.cached(), told.written(), told.thought());
    }

    /** A stream tells of the question at its start and of the answer at its end, or all again. */
    private static String anthropic(String text, Figures told, boolean twice) {
        String question =
                "\"input_tokens\":%s,\"cache_read_input_tokens\":%s,\"cache_creation_input_tokens\":%s,"
                        .formatted(told.input(), told.cached(), told.written());
        String answer =
                "\"output_tokens\":%s,\"output_tokens_details\":{\"thinking_tokens\":%s}"
                        .formatted(told.output(), told.thought());
        return text.replace(
                        "\"input_tokens\":11,\"output_tokens\":1", question + "\"output_tokens\":0")
                .replace("\"input_tokens\":11,\"output_tokens\":7", question + answer)
                .replace("{\"output_tokens\":7}", "{" + (twice ? question : "") + answer + "}");
    }

    /** How the vendor tells it: what it counts apart is taken out of its totals. */
    private static Figures figures(VendorWords words, Usage used) {
        long input = used.getInputTokens();
        long output = used.getOutputTokens();
        long cached = used.getCachedInputTokens();
        long written = used.getCacheWriteInputTokens();
        long thought = used.getReasoningOutputTokens();
        return switch (words.name()) {
            case "anthropic" -> figures(input - cached - written, output, cached, written, thought);
            // Its own tools' tokens stand where others have those of the cache.
            case "gemini" -> figures(input, output - thought, cached, 0, thought);
            default -> figures(input, output, cached, written, thought);
        };
    }

    private static Figures figures(long in, long out, long cached, long written, long thought) {
        return new Figures(
                Long.toString(in),
                Long.toString(out),
                Long.toString(cached),
                Long.toString(written),
                Long.toString(thought));
    }

    @Test
    void everyVendorsFiguresSettleToTheSameTotals() throws Exception {
        for (VendorWords words : vendors()) {
            speaks(words);
            for (int i = 0; i < TRIES; i++) {
                boolean counts = !words.name().equals("ollama");
                long cached = counts ? random.nextInt(100_000) : 0;
                long written =
                        counts && !words.name().equals("gemini") ? random.nextInt(100_000) : 0;
                long input = cached + written + random.nextInt(100_000);
                long thought = counts ? random.nextInt(50_000) : 0;
                long output = thought + 1 + random.nextInt(50_000);
                Usage used = new Usage(input, output, cached, written, thought, false);
                boolean stream = random.nextBoolean();
                String wire = wire(words, stream, figures(words, used));
                String where = "seed %d, try %d: %s: %s".formatted(seed, i, words.name(), wire);
                Usage counted = ask(words, stream, wire);
                assertThat(counted).as(where).isEqualTo(used);
                Money cost = Objects.requireNonNull(Cost.of(counted, PRICE, null));
                // In millionths of a nano-dollar; nothing of it is paid for twice.
                long exact =
                        (input - cached - written) * 3_000_000
                                + cached * 300_000
                                + written * 3_750_000
                                + output * 15_000_000;
                assertThat(cost.getNanos()).as(where).isEqualTo((exact + 500_000) / 1_000_000);
            }
        }
    }

    private String anything() {
        return switch (random.nextInt(8)) {
            case 0 -> Integer.toString(-random.nextInt(1_000));
            case 1 -> "null";
            case 2 -> "\"" + random.nextInt(100) + "\"";
            case 3 -> random.nextInt(100) + ".5";
            case 4 -> "1e30";
            case 5 -> "{}";
            default -> Integer.toString(random.nextInt(1_000));
        };
    }

    @Test
    void nothingThatAVendorSaysMakesACountNegativeOrAPartLargerThanItsWhole() throws Exception {
        for (VendorWords words : vendors()) {
            speaks(words);
            for (int i = 0; i < TRIES; i++) {
                Figures told =
                        new Figures(anything(), anything(), anything(), anything(), anything());
                boolean stream = random.nextBoolean();
                String wire = wire(words, stream, told);
                String where = "seed %d, try %d: %s: %s".formatted(seed, i, words.name(), wire);
                Usage counted = ask(words, stream, wire);
                assertThat(
                                List.of(
                                        counted.getInputTokens(),
                                        counted.getOutputTokens(),
                                        counted.getCachedInputTokens(),
                                        counted.getCacheWriteInputTokens(),
                                        counted.getReasoningOutputTokens()))
                        .as(where)
                        .allMatch(count -> count >= 0);
                assertThat(counted.getCachedInputTokens() + counted.getCacheWriteInputTokens())
                        .as(where)
                        .isLessThanOrEqualTo(counted.getInputTokens());
                assertThat(counted.getReasoningOutputTokens())
                        .as(where)
                        .isLessThanOrEqualTo(counted.getOutputTokens());
                assertThat(Objects.requireNonNull(Cost.of(counted, PRICE, null)).getNanos())
                        .as(where)
                        .isNotNegative();
            }
        }
    }
}
