package dev.millrace.events.topic;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The topic table as the documentation shows it. */
final class TopicTable {

    private TopicTable() {}

    static String markdown() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Topics

                        Made from the topic table in `schemas/events` (`dev.millrace.events.topic.Topics`); a test compares the two.
                        Topics of a request's work (%d partitions here) get as many as the deployment says (`millrace.partitions`), all the same, and keep them.
                        Nothing unfinished is trimmed by time or size: *hours* and *replay window* say how long a record stays
                        after every group of the services under "waited for" has committed it.
                        Records are Avro in single-object encoding; `%s` holds the schemas, as JSON text under their fingerprint.

                        | topic | records | key | partitions | kept | written by | read by | waited for |
                        |---|---|---|---|---|---|---|---|
                        """
                                .formatted(Topics.WORK_PARTITIONS, Topics.WIRE_SCHEMAS));
        for (Topic<?> topic : Topics.all()) {
            text.append(
                    "| `%s` | %s | %s | %d | %s | %s | %s | %s |\n"
                            .formatted(
                                    topic.name(),
                                    topic.records().stream()
                                            .map(Class::getSimpleName)
                                            .sorted()
                                            .collect(Collectors.joining(", ")),
                                    switch (topic.keyed()) {
                                        case REQUEST -> "request id";
                                        case OTHER -> "its own";
                                    },
                                    topic.partitions(),
                                    switch (topic.keep()) {
                                        case HOURS -> "hours";
                                        case REPLAY_WINDOW -> "replay window";
                                        case COMPACTED -> "newest of each key";
                                        case FOREVER -> "for ever";
                                    },
                                    names(topic.writers()),
                                    names(topic.readers()),
                                    names(topic.awaited())));
        }
        return text.toString();
    }

    private static String names(Collection<Service> services) {
        return services.isEmpty()
                ? "–"
                : services.stream()
                        .sorted(Comparator.naturalOrder())
                        .map(Service::id)
                        .collect(Collectors.joining(", "));
    }
}
