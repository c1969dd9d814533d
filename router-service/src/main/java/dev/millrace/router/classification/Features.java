package dev.millrace.router.classification;

import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What `auto` decides by. A function of the request alone: the same record gives the same features
 * on every instance and in every replay.
 *
 * @param inputTokens estimate of the prompt's tokens
 * @param outputTokens the most the caller wants back; 0 when it did not say
 * @param cjkPercent share of Chinese, Japanese and Korean characters in the text
 * @param turns how often the person has spoken
 * @param needs what the model must be able to do, sorted
 * @param read false when the body was judged by its size alone
 */
public record Features(
        Operation operation,
        long inputTokens,
        long outputTokens,
        int cjkPercent,
        boolean code,
        boolean arithmetic,
        boolean reasoning,
        Question question,
        int turns,
        List<String> needs,
        boolean read) {

    /** Reads the body once. */
    public static Features of(RequestHead head, byte[] body) {
        BodyScan scan = BodyScan.of(body);
        Signs signs = Signs.of(scan.prompt());
        TreeSet<String> needs = new TreeSet<>(scan.needs);
        needs.addAll(head.getNeeds());
        return new Features(
                head.getOperation(),
                scan.count.tokens(),
                scan.maxOutputTokens,
                scan.count.cjkPercent(),
                signs.code(),
                signs.arithmetic(),
                signs.reasoning(),
                signs.question(),
                scan.turns,
                List.copyOf(needs),
                true);
    }

    /**
     * A body that lies in the content store is not fetched for this: a stage waits for nothing but
     * the log. Four bytes make a token in every script; where pictures are sent, size says nothing
     * about text.
     */
    public static Features ofSize(RequestHead head, long bytes) {
        List<String> needs = head.getNeeds().stream().sorted().distinct().toList();
        long tokens = needs.contains("vision") ? 0 : bytes / 4;
        return new Features(
                head.getOperation(),
                tokens,
                0,
                0,
                false,
                false,
                false,
                Question.OTHER,
                1,
                needs,
                false);
    }

    /** For the plan, so that a decision can be understood later. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("input_tokens", Long.toString(inputTokens));
        if (outputTokens > 0) {
            map.put("output_tokens", Long.toString(outputTokens));
        }
        map.put("cjk_percent", Integer.toString(cjkPercent));
        map.put("code", Boolean.toString(code));
        map.put("arithmetic", Boolean.toString(arithmetic));
        map.put("reasoning", Boolean.toString(reasoning));
        map.put("question", question.name().toLowerCase(java.util.Locale.ROOT));
        map.put("turns", Integer.toString(turns));
        map.put("needs", String.join(",", needs));
        map.put("body_read", Boolean.toString(read));
        return map;
    }
}
