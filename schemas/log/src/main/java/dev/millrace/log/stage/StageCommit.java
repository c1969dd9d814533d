package dev.millrace.log.stage;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** What is committed for a partition. */
record StageCommit(long offset, StageMark mark) {

    OffsetAndMetadata kafka() {
        return new OffsetAndMetadata(offset, mark.text());
    }
}
