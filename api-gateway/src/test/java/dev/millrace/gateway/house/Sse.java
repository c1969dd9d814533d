package dev.millrace.gateway.house;

import java.util.ArrayList;
import java.util.List;

/**
 * An event of a stream, as a client reads it.
 *
 * @param event empty unless named
 */
public record Sse(String id, String event, String data) {

    /** The events of a body; comments are left out. */
    public static List<Sse> parse(String body) {
        List<Sse> events = new ArrayList<>();
        String id = "";
        for (String block : body.split("\n\n", -1)) {
            String event = "";
            String data = null;
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            if (data != null) {
                events.add(new Sse(id, event, data));
            }
        }
        return events;
    }

    /** The text of a stream of chunks. */
    public static String text(List<Sse> events) {
        StringBuilder text = new StringBuilder();
        for (Sse event : events) {
            if (event.data().startsWith("{")) {
                text.append(
                        tools.jackson.databind.json.JsonMapper.shared()
                                .readTree(event.data())
                                .at("/choices/0/delta/content")
                                .asString(""));
            }
        }
        return text.toString();
    }
}
