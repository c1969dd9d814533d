package dev.millrace.log.consume;

import dev.millrace.log.Received;
import org.apache.avro.specific.SpecificRecord;

/** What a consumer has in its hands after a poll. */
public sealed interface Reading<V extends SpecificRecord> {

    /** A record to work on. */
    record Ready<V extends SpecificRecord>(Received<V> record) implements Reading<V> {}

    /**
     * Its schema has not come yet: keep the record, pause its partition and no other, and read it
     * again after a while.
     */
    record SchemaMissing<V extends SpecificRecord>(long fingerprint) implements Reading<V> {}

    /** Bury it as {@code undecodable}: it will never be read. */
    record Unreadable<V extends SpecificRecord>(Throwable cause) implements Reading<V> {}
}
