package dev.millrace.provider.recordings;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.upstream.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    /** As it came. */
    Reply whole() {
        return (connection, _) -> {
            connection.head(status, contentType, "content-length: " + body.length);
            connection.write(body);
        };
    }

    /** The same in pieces. */
    Reply split(Random random, int pieces) {
        int[] at = random.ints(Math.min(pieces, body.length), 0, body.length).sorted().toArray();
        return (connection, _) -> {
            connection.head(status, contentType, "transfer-encoding: chunked");
            int from = 0;
            for (int to : at) {
                if (to > from) {
                    connection.chunk(Arrays.copyOfRange(body, from, to));
                    from = to;
                }
            }
            connection.chunk(Arrays.copyOfRange(body, from, body.length));
            connection.lastChunk();
        };
    }

    /** Its first bytes, then nothing. */
    Reply cut(int at) {
        return (connection, _) -> {
            connection.head(status, contentType, "content-length: " + body.length);
            connection.write(Arrays.copyOf(body, at));
            connection.drop();
        };
    }

    @Override
    public String toString() {
        return vendor + " " + name;
    }
}
