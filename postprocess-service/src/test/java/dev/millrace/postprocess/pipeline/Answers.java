package dev.millrace.postprocess.pipeline;

import dev.millrace.postprocess.pipeline.ProcessorContract.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes completions and cuts them into streams, at any place: in tags and in surrogate pairs too.
 */
final class Answers {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> BITS =
            List.of(
                    "<think>",
                    "</think>",
                    "<thinking>",
                    "</thinking>",
                    "<",
                    "</",
                    "<thin",
                    "think>",
                    " ",
                    "\n\n",
                    "\t",
                    "Paris",
                    "🙂",
                    "深圳",
                    "```\n<think>x</think>\n```",
                    "a<b",
                    "e\u0301",
                    "\uD83D",
                    "<THINK>");

    private final Random random;
    private final List<String> telling;

    Answers(Random random, List<String> telling) {
        this.random = random;
        this.telling = telling;
    }

    static ArrayNode array(String json) {
        return (ArrayNode) JSON.readTree(json);
    }

    static Map<Integer, Text> whole(List<Processor> set, String completion) {
        ArrayNode choices = array(completion);
        new Chain(set).whole(choices);
        return ProcessorContract.texts(
                array(new String(Choices.write(choices), java.nio.charset.StandardCharsets.UTF_8)),
                "message");
    }

    /** What a reader puts together from the chunks sent, by the processors that streams pass. */
    static Map<Integer, Text> streamed(List<Processor> set, List<String> chunks) {
        Map<Integer, Text> texts = new TreeMap<>();
        for (String sent : sent(set.stream().filter(Processor::changesText).toList(), chunks)) {
            ProcessorContract.texts(array(sent), "delta")
                    .forEach((choice, text) -> texts.merge(choice, text, Text::followedBy));
        }
        return texts;
    }

    static List<String> sent(List<Processor> set, List<String> chunks) {
        Chain chain = new Chain(set);
        List<String> sent = new ArrayList<>();
        for (String chunk : chunks) {
            add(sent, chain.accept(array(chunk)));
        }
        add(sent, chain.finish());
        return sent;
    }

    private static void add(List<String> sent, ArrayNode choices) {
        if (!choices.isEmpty()) {
            sent.add(new String(Choices.write(choices), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** A `choices` array of a completion, ended well or not. */
    String completion() {
        return completion(random.nextInt(4) > 0);
    }

    String finishedCompletion() {
        return completion(true);
    }

    private String completion(boolean finished) {
        ArrayNode choices = JSON.createArrayNode();
        int count = 1 + random.nextInt(3);
        for (int index = 0; index < count; index++) {
            ObjectNode choice = choices.addObject();
            choice.put("index", index);
            ObjectNode message = choice.putObject("message");
            message.put("role", "assistant");
            if (random.nextInt(4) == 0) {
                message.put("reasoning_content", text(3));
            }
            message.put("content", text(8));
            choice.put("finish_reason", finished ? "stop" : null);
        }
        return choices.toString();
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            boolean own = !telling.isEmpty() && random.nextInt(3) == 0;
            List<String> from = own ? telling : BITS;
            text.append(from.get(random.nextInt(from.size())));
        }
        return text.toString();
    }

    /** A stream that gathers to the completion: thinking before the answer, choices mixed. */
    List<String> chunks(String completion) {
        List<List<ObjectNode>> waiting = new ArrayList<>();
        for (JsonNode choice : array(completion)) {
            waiting.add(deltas(choice));
        }
        List<String> chunks = new ArrayList<>();
        while (waiting.stream().anyMatch(list -> !list.isEmpty())) {
            ArrayNode chunk = JSON.createArrayNode();
            for (List<ObjectNode> choice : waiting) {
                if (!choice.isEmpty() && random.nextBoolean()) {
                    chunk.add(choice.removeFirst());
                }
            }
            if (!chunk.isEmpty()) {
                chunks.add(chunk.toString());
            }
        }
        return chunks;
    }

    private List<ObjectNode> deltas(JsonNode choice) {
        int index = choice.get("index").asInt();
        List<ObjectNode> deltas = new ArrayList<>();
        deltas.add(delta(index, "role", "assistant"));
        for (String field : List.of("reasoning_content", "content")) {
            String text = choice.get("message").path(field).asString("");
            while (!text.isEmpty()) {
                int cut = 1 + random.nextInt(Math.min(text.length(), 9));
                deltas.add(delta(index, field, text.substring(0, cut)));
                text = text.substring(cut);
            }
        }
        if (choice.get("finish_reason").isString()) {
            if (random.nextBoolean()) {
                deltas.getLast().put("finish_reason", "stop");
            } else {
                ObjectNode last = JSON.createObjectNode();
                last.put("index", index).putObject("delta");
                last.put("finish_reason", "stop");
                deltas.add(last);
            }
        }
        return deltas;
    }

    private static ObjectNode delta(int index, String field, String text) {
        ObjectNode choice = JSON.createObjectNode();
        choice.put("index", index);
        choice.putObject("delta").put(field, text);
        choice.putNull("finish_reason");
        return choice;
    }
}
