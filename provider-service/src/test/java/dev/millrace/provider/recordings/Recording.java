package dev.millrace.provider.recordings;

import dev.millrace.provider.attempt.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * An exchange with a vendor's own server.
 *
 * @param vendor the file it comes from
 * @param name of the test it was recorded for, and its number there
 * @param path of the request, without its query
 * @param body as it came; a parsed one is written again
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Recording(
        String vendor,
        String name,
        String path,
        JsonNode request,
        int status,
        String contentType,
        byte[] body) {

    /** All of a folder's, in the order of its files. */
    static List<Recording> in(Path folder) {
        List<Recording> recordings = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".jsonl")).sorted().toList()) {
                String vendor = String.valueOf(file.getFileName()).replace(".jsonl", "");
                for (String line : Files.readAllLines(file)) {
                    recordings.add(of(vendor, Json.MAPPER.readTree(line)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return recordings;
    }

    private static Recording of(String vendor, JsonNode line) {
        String path = Json.text(line, "path");
        int query = path.indexOf('?');
        JsonNode raw = line.path("raw");
        return new Recording(
                vendor,
                Json.text(line, "test") + "#" + line.path("n").asInt(0),
                query < 0 ? path : path.substring(0, query),
                line.path("request"),
                line.path("status").asInt(0),
                Json.text(line, "contentType"),
                raw.isString()
                        ? raw.stringValue().getBytes(StandardCharsets.UTF_8)
                        : Json.bytes(line.path("response")));
    }

    boolean isStream() {
        return contentType.startsWith("text/event-stream");
    }

    JsonNode json() {
        return Json.MAPPER.readTree(body);
    }

    /** The data of a stream's events that are JSON, found by lines alone. */
    List<JsonNode> events() {
        return new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).trim())
                .filter(data -> data.startsWith("{"))
                .map(Json.MAPPER::readTree)
                .toList();
    }

    @Override
    public String toString() {
        return vendor + " " + name;
    }
}
