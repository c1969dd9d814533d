package dev.millrace.proof.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An OpenAI-shaped provider of one embedding model whose vectors are known. */
public final class EmbeddingUpstream implements AutoCloseable {

    /** The model it offers, as a knowledge base names it. */
    public static final String MODEL = "openai/" + EmbeddingUpstream.ID;

    private static final String ID = "known-embedding";

    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong texts = new AtomicLong();
    private final KnownVectors vectors;
    private final HttpServer server;

    /** Starts on a free loopback port. */
    public EmbeddingUpstream(KnownVectors vectors) {
        this.vectors = vectors;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", this::models);
        server.createContext("/v1/embeddings", this::embeddings);
        server.start();
    }

    /** What to set as OPENAI_BASE_URL. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** The variables under which a product finds it, added to others. */
    public Map<String, String> environment(Map<String, String> others) {
        Map<String, String> environment = new HashMap<>(others);
        environment.put("OPENAI_API_KEY", "proof");
        environment.put("OPENAI_BASE_URL", baseUrl());
        return environment;
    }

    public KnownVectors vectors() {
        return vectors;
    }

    /** Requests it has answered. */
    public long calls() {
        return calls.get();
    }

    /** Texts it has embedded. */
    public long texts() {
        return texts.get();
    }

    private void models(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                """
                {"object":"list","data":[{"id":"%s","object":"model","created":1,"owned_by":"proof"}]}"""
                        .formatted(ID));
    }

    private void embeddings(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        JsonNode input = body.path("input");
        boolean packed = body.path("encoding_format").asString("float").equals("base64");
        int count = input.isArray() ? input.size() : 1;
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String text = input.isArray() ? input.get(i).asString("") : input.asString("");
            float[] vector = vectors.of(text);
            data.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i)
                    .append(",\"embedding\":")
                    .append(packed ? packed(vector) : json.writeValueAsString(vector))
                    .append('}');
        }
        calls.incrementAndGet();
        texts.addAndGet(count);
        answer(
                exchange,
                "{\"object\":\"list\",\"model\":\"%s\",\"data\":[%s],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
                        .formatted(ID, data, count, count));
    }

    /** Little-endian 32-bit floats, as OpenAI sends them. */
    private static String packed(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return "\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"";
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
