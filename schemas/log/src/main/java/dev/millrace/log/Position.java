package dev.millrace.log;

/** Where a record lies. */
public record Position(String topic, int partition, long offset) {}
