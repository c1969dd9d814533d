package dev.millrace.proof.badinput;

import dev.millrace.proof.knowledge.Answer;
import dev.millrace.proof.knowledge.Kb;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ways to send what is wrong with knowledge bases and documents. */
final class DocumentRequests {

    private static final String JSON = "application/json";

    private DocumentRequests() {}

    /**
     * Where it is sent.
     *
     * @param base id of a knowledge base that is there
     * @param name its name
     */
    record Place(Kb kb, URI gateway, String key, String base, String name) {

        String documents() {
            return Kb.PATH + "/" + base + "/documents";
        }
    }

    /** Sends a bad request. */
    interface Sending {
        Answer to(Place at) throws IOException, InterruptedException;
    }

    static Sending post(String path, String body) {
        return at -> at.kb().ask("POST", path, JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    /** About a knowledge base. */
    static Sending json(String body) {
        return post(Kb.PATH, body);
    }

    static Sending search(String body) {
        return post(Kb.PATH + "/search", body);
    }

    /** A search of the knowledge base that is there, with more members than its name. */
    static Sending searchIn(String members) {
        return at -> search("{\"knowledge_base\":\"" + at.base() + "\"," + members + "}").to(at);
    }

    static Sending document(String body) {
        return at -> post(at.documents(), body).to(at);
    }

    static Sending described(String metadata) {
        return document("{\"text\":\"a\",\"metadata\":" + metadata + "}");
    }

    static Sending form(byte[] bytes) {
        return at -> at.kb().ask("POST", at.documents(), Form.TYPE, bytes);
    }

    static Sending file(String name, byte[] content) {
        return form(new Form().file(name, content).toBytes());
    }

    static Sending longFile(long bytes, boolean saysLength) {
        return at -> new LongUpload(at.gateway(), at.key(), at.documents()).send(bytes, saysLength);
    }

    static Sending tooLongFile(long bytes, boolean saysLength) {
        return at ->
                new LongUpload(at.gateway(), at.key(), at.documents())
                        .sendTooLong(bytes, saysLength);
    }

    static Sending get(String query) {
        return at -> at.kb().ask("GET", at.documents() + query, null);
    }

    /** An object of so many members. */
    static String pairs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
