package dev.millrace.provider.openai;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a vendor's endpoint differs from OpenAI's. What a caller sends beyond this passes
 * unchanged.
 *
 * @param streamUsage asks for usage at a stream's end with {@code stream_options}; vendors that
 *     refuse the field send usage anyway
 * @param limit the name of the output limit the endpoint knows
 * @param dropped members the endpoint refuses
 * @param listsModels answers {@code GET /models}
 * @param thinkTags its models may put their thinking between tags into the answer's text
 */
public record Dialect(
        boolean streamUsage,
        OutputLimit limit,
        Set<String> dropped,
        boolean listsModels,
        boolean thinkTags) {

    /** Names of the output limit. */
    public enum OutputLimit {
        /**
         * Passed as the caller wrote it, but {@code max_completion_tokens} for reasoning models.
         */
        OPENAI,
        MAX_TOKENS,
        AS_SENT
    }

    /** api.openai.com. */
    public static final Dialect OPENAI =
            new Dialect(true, OutputLimit.OPENAI, Set.of(), true, false);

    /** Any server that says it is compatible: local ones above all. */
    public static final Dialect COMPATIBLE =
            new Dialect(true, OutputLimit.AS_SENT, Set.of(), true, true);

    public static final Dialect QWEN =
            new Dialect(true, OutputLimit.MAX_TOKENS, Set.of("frequency_penalty"), true, false);

    /** It refuses these members and sends usage in the last chunk unasked. */
    public static final Dialect ZHIPU =
            new Dialect(
                    false,
                    OutputLimit.MAX_TOKENS,
                    Set.of("stream_options", "frequency_penalty", "presence_penalty"),
                    false,
                    false);

    /** The other Chinese clouds: like OpenAI's but for the limit's old name. */
    public static final Dialect CLOUD =
            new Dialect(true, OutputLimit.MAX_TOKENS, Set.of(), true, false);

    /** o-series and gpt-5 onwards, which refuse {@code max_tokens}. */
    private static final Pattern REASONING = Pattern.compile("^(o\\d|gpt-(?!5-chat)[5-9]).*");

    /** What the output limit must be called for {@code model}. */
    OutputLimitName limitName(String model) {
        return switch (limit) {
            case OPENAI ->
                    REASONING.matcher(model).matches()
                            ? OutputLimitName.MAX_COMPLETION_TOKENS
                            : OutputLimitName.AS_SENT;
            case MAX_TOKENS -> OutputLimitName.MAX_TOKENS;
            case AS_SENT -> OutputLimitName.AS_SENT;
        };
    }

    /** The member to use. */
    enum OutputLimitName {
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS,
        AS_SENT
    }
}
