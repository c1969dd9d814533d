package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogReader;

/**
 * Reads what was finished before this instance took a partition over. A request has one partition
 * number everywhere, so the finishes of a partition of `outcomes` lie in the same one of `results`.
 */
final class FinishedTail {

    private final LogReader reader;
    private final Lane lane;
    private final int most;

    FinishedTail(LogReader reader, Lane lane, int most) {
        this.reader = reader;
        this.lane = lane;
        this.most = most;
    }

    FinishedRequests read(int partition) {
        FinishedRequests finished = new FinishedRequests(most);
        long end = reader.ends(Topics.RESULTS).getOrDefault(partition, 0L);
        if (end > 0) {
            reader.scan(
                    Topics.RESULTS,
                    partition,
                    Math.max(0, end - most),
                    record -> {
                        if (record.value().getLane() == lane) {
                            finished.remember(record.value());
                        }
                        return false;
                    });
        }
        return finished;
    }
}
