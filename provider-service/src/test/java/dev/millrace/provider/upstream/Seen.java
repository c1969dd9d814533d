package dev.millrace.provider.upstream;

import java.util.Map;

/** A request as it came. */
public record Seen(String method, String path, Map<String, String> headers, String body) {}
