package dev.millrace.log.wire;

import org.apache.avro.specific.SpecificRecord;

/** What became of a record's bytes. */
public sealed interface Decoded<V extends SpecificRecord> {

    /** The record, in this build's schema whatever its writer's was. */
    record Ready<V extends SpecificRecord>(V record) implements Decoded<V> {}

    /** Written by a schema this process has not met; it may come. */
    record UnknownSchema<V extends SpecificRecord>(long fingerprint) implements Decoded<V> {}

    /** Not a record, or not one that may stand here. No later attempt will do better. */
    record Unreadable<V extends SpecificRecord>(Throwable cause) implements Decoded<V> {}
}
