package dev.millrace.standalone.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.wire.Decoded;
import dev.millrace.log.wire.KnownSchemas;
import dev.millrace.log.wire.WireDecoder;
import dev.millrace.log.wire.WireSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.json.JsonMapper;

/** Writes records as JSON lines, whichever version of a schema they bear. */
final class Shown {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RecordJson records;
    private final KnownSchemas known = new KnownSchemas();
    private final WireDecoder decoder = new WireDecoder(known);

    Shown(KafkaClients clients, boolean content) {
        this.records = new RecordJson(content);
        new WireSchemas(clients, known).load();
    }

    <V extends SpecificRecord> String line(ConsumerRecord<byte[], byte[]> record, Topic<V> topic) {
        var line = new LinkedHashMap<String, Object>();
        line.put("topic", record.topic());
        line.put("partition", record.partition());
        line.put("offset", record.offset());
        line.put("at", Instant.ofEpochMilli(record.timestamp()).toString());
        line.put("key", key(record));
        if (record.value() == null) {
            line.put("withdrawn", true);
            return JSON.writeValueAsString(line);
        }
        switch (decoder.decode(record.value(), topic)) {
            case Decoded.Ready<V>(V value) -> {
                line.put("type", value.getSchema().getName());
                line.put("record", records.of(value));
            }
            case Decoded.UnknownSchema<V>(long fingerprint) ->
                    line.put("unknown_schema", Long.toHexString(fingerprint));
            case Decoded.Unreadable<V> _ -> line.put("undecodable", record.value().length);
        }
        return JSON.writeValueAsString(line);
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
