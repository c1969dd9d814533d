package dev.millrace.provider.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Bodies at random, and other ways to write the same. */
final class RandomBody {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String[] WORDS = {
        "", "a", "é", "雪", "😀", "\"", "\\", "\n", "x,y", "{}", "null", "1"
    };

    /** Members that change no answer. */
    static final List<String> WITHOUT_EFFECT =
            List.of(
                    "stream",
                    "stream_options",
                    "metadata",
                    "user",
                    "safety_identifier",
                    "prompt_cache_key",
                    "service_tier",
                    "store",
                    "retrieval",
                    "model");

    /** Members that may. */
    static final List<String> MEANINGFUL =
            List.of(
                    "messages",
                    "temperature",
                    "max_tokens",
                    "reasoning",
                    "reasoning_effort",
                    "thinking",
                    "tools",
                    "response_format",
                    "seed",
                    "n",
                    "input",
                    "dimensions",
                    "something_new");

    private final Random random;

    RandomBody(Random random) {
        this.random = random;
    }

    /** A body without members that have no effect. */
    Map<String, Object> members() {
        Map<String, Object> members = new TreeMap<>();
        for (String name : MEANINGFUL) {
            if (random.nextInt(3) > 0) {
                members.put(name, value(3));
            }
        }
        members.put("messages", value(3));
        return members;
    }

    Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> WORDS[random.nextInt(WORDS.length)] + random.nextInt(1_000);
            case 1 -> random.nextInt(2_000) - 1_000;
            case 2 -> random.nextDouble() * 100;
            case 3 -> random.nextBoolean();
            case 4 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("k" + random.nextInt(9), value(depth - 1));
                }
                yield map;
            }
        };
    }

    /** The same, with members in any order, spaces, and letters as escapes. */
    String written(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                map.forEach((name, of) -> members.add(text(name) + space() + ":" + written(of)));
                Collections.shuffle(members, random);
                yield "{" + space() + String.join("," + space(), members) + "}";
            }
            case List<?> list ->
                    "["
                            + String.join(space() + ",", list.stream().map(this::written).toList())
                            + space()
                            + "]";
            case String text -> text(text);
            case Integer number -> random.nextBoolean() ? number.toString() : number + ".0";
            default -> JSON.writeValueAsString(value);
        };
    }

    private String text(Object text) {
        StringBuilder out = new StringBuilder("\"");
        text.toString()
                .codePoints()
                .forEach(
                        c -> {
                            boolean must = c < ' ' || c == '"' || c == '\\';
                            String as = Character.toString(c);
                            out.append(must || random.nextInt(5) == 0 ? escaped(as) : as);
                        });
        return out.append('"').toString();
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            out.append("\\u%04x".formatted((int) text.charAt(i)));
        }
        return out.toString();
    }

    private String space() {
        return " ".repeat(random.nextInt(3));
    }
}
