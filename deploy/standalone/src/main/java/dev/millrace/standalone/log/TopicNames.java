package dev.millrace.standalone.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.standalone.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** Topics as people name them: without the prefix, and a pair of lanes by what they share. */
final class TopicNames {

    private TopicNames() {}

    static List<? extends Topic<?>> find(String name) {
        var full = name.startsWith(Topics.PREFIX) ? name : Topics.PREFIX + name;
        var found =
                Topics.all().stream()
                        .filter(
                                topic ->
                                        topic.name().equals(full)
                                                || topic.name().equals(full + ".interactive")
                                                || topic.name().equals(full + ".bulk"))
                        .toList();
        if (found.isEmpty()) {
            throw new Refusal(
                    "There is no topic %s; there are %s"
                            .formatted(
                                    name,
                                    Topics.all().stream()
                                            .map(
                                                    topic ->
                                                            topic.name()
                                                                    .substring(
                                                                            Topics.PREFIX.length()))
                                            .collect(Collectors.joining(", "))));
        }
        return found;
    }
}
