package dev.millrace.proof.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI-shaped provider for proofs. Every word of an answer names the prompt's nonce, the
 * number of the call and its own place, so that a crossed, spliced or repeated answer shows; no two
 * calls answer alike. It logs every call.
 */
public final class EchoUpstream implements AutoCloseable {

    /** The chat model it offers. */
    public static final String MODEL = "echo-1";

    /** The embedding model it offers. */
    public static final String EMBEDDING_MODEL = "echo-embedding";

    /** Prompts of more words do not fit its context and are refused as OpenAI does. */
    public static final int CONTEXT = 100_000;

    private static final int WORDS = 12;

    private static final String ASKED_FOR =
            "{\"error\":{\"message\":\"asked for\",\"type\":\"proof\",\"code\":null}}";

    private static final String TOO_LONG =
            """
            {"error":{"message":"This model's maximum context length is %d tokens.",\
            "type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"""
                    .formatted(CONTEXT);

    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicBoolean dead = new AtomicBoolean();
    private final Map<String, Runnable> triggers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final CallLog log;
    private final int delayMillis;

    /**
     * Starts on a free loopback port; each answer takes {@code delayMillis}, a stream spreads it
     * over its words.
     */
    public EchoUpstream(CallLog log, int delayMillis) {
        this(log, delayMillis, 0);
    }

    /**
     * The same on a port of the caller's choice; 0 for any free one.
     *
     * @throws UncheckedIOException when somebody else listens there
     */
    public EchoUpstream(CallLog log, int delayMillis, int port) {
        this.log = log;
        this.delayMillis = delayMillis;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", this::models);
        server.createContext("/v1/chat/completions", this::chat);
        server.createContext("/v1/embeddings", this::embeddings);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What to set as OPENAI_BASE_URL. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** The variables under which a product finds this upstream, added to others. */
    public Map<String, String> environment(Map<String, String> others) {
        Map<String, String> environment = new HashMap<>(others);
        environment.put("OPENAI_API_KEY", "proof");
        environment.put("OPENAI_BASE_URL", baseUrl());
        return environment;
    }

    /** Runs something each time a prompt with this nonce arrives, before it is answered. */
    public void onCall(String nonce, Runnable trigger) {
        triggers.put(nonce, trigger);
    }

    public CallLog log() {
        return log;
    }

    private void models(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                "{\"object\":\"list\",\"data\":[%s,%s]}"
                        .formatted(model(MODEL), model(EMBEDDING_MODEL)));
    }

    private static String model(String id) {
        return "{\"id\":\"" + id + "\",\"object\":\"model\",\"created\":1,\"owned_by\":\"proof\"}";
    }

    private void chat(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        String text = lastMessage(body);
        Prompt prompt = Prompt.of(text, WORDS, delayMillis);
        boolean stream = body.path("stream").asBoolean(false);
        long call = calls.incrementAndGet();
        long promptTokens = text.split("\\s+").length;
        log.write(
                new Call(
                        call,
                        prompt.nonce(),
                        MODEL,
                        stream,
                        Instant.now(),
                        "started",
                        promptTokens,
                        0));
        triggers.getOrDefault(prompt.nonce(), () -> {}).run();
        boolean fits = promptTokens <= CONTEXT;
        if (prompt.status() != 200 || !fits) {
            pause(prompt.delayMillis());
            log.write(
                    new Call(call, prompt.nonce(), MODEL, stream, Instant.now(), "refused", 0, 0));
            answer(exchange, fits ? prompt.status() : 400, fits ? ASKED_FOR : TOO_LONG);
            return;
        }
        int sent = 0;
        try {
            sent =
                    stream
                            ? stream(exchange, prompt, call, promptTokens)
                            : plain(exchange, prompt, call, promptTokens);
            log.write(
                    new Call(
                            call,
                            prompt.nonce(),
                            MODEL,
                            stream,
                            Instant.now(),
                            "done",
                            promptTokens,
                            sent));
        } catch (IOException e) {
            log.write(
                    new Call(
                            call,
                            prompt.nonce(),
                            MODEL,
                            stream,
                            Instant.now(),
                            "gone",
                            promptTokens,
                            sent));
        }
    }

    private static String lastMessage(JsonNode body) {
        JsonNode messages = body.path("messages");
        return messages.isEmpty()
                ? ""
                : messages.get(messages.size() - 1).path("content").asString("");
    }

    private static int plain(HttpExchange exchange, Prompt prompt, long call, long promptTokens)
            throws IOException {
        pause(prompt.delayMillis());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < prompt.words(); i++) {
            text.append(i == 0 ? "" : " ").append(prompt.word(call, i));
        }
        answer(
                exchange,
                200,
                """
                {"id":"call-%d","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,"message":\
                {"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":%s}"""
                        .formatted(call, MODEL, text, usage(promptTokens, prompt.words())));
        return prompt.words();
    }

    private static int stream(HttpExchange exchange, Prompt prompt, long call, long promptTokens)
            throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; i < prompt.words(); i++) {
                pause(prompt.delayMillis() / Math.max(1, prompt.words()));
                if (i == prompt.cutAfter()) {
                    throw new IOException("cut as asked");
                }
                String role = i == 0 ? "\"role\":\"assistant\"," : "";
                String word = (i == 0 ? "" : " ") + prompt.word(call, i);
                event(
                        out,
                        call,
                        "[{\"index\":0,\"delta\":{"
                                + role
                                + "\"content\":\""
                                + word
                                + "\"},\"finish_reason\":null}]",
                        "null");
            }
            event(out, call, "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "null");
            event(out, call, "[]", usage(promptTokens, prompt.words()));
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        return prompt.words();
    }

    private static void event(OutputStream out, long call, String choices, String usage)
            throws IOException {
        String data =
                "data: {\"id\":\"call-%d\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"%s\",\"choices\":%s,\"usage\":%s}\n\n"
                        .formatted(call, MODEL, choices, usage);
        out.write(data.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void embeddings(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        JsonNode input = body.path("input");
        int count = input.isArray() ? input.size() : 1;
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String text = input.isArray() ? input.get(i).asString("") : input.asString("");
            data.append(i == 0 ? "" : ",")
                    .append(
                            "{\"object\":\"embedding\",\"index\":%d,\"embedding\":[%d.5,%d.25]}"
                                    .formatted(i, text.length(), i));
        }
        long call = calls.incrementAndGet();
        log.write(new Call(call, "", EMBEDDING_MODEL, false, Instant.now(), "done", count, 0));
        answer(
                exchange,
                200,
                "{\"object\":\"list\",\"model\":\"%s\",\"data\":[%s],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
                        .formatted(EMBEDDING_MODEL, data, count, count));
    }

    private static String usage(long prompt, long completion) {
        return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                .formatted(prompt, completion, prompt + completion);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every connection breaks and nobody listens any more; what was called stays written. */
    public void die() {
        if (dead.compareAndSet(false, true)) {
            server.stop(0);
        }
    }

    @Override
    public void close() {
        die();
        log.close();
    }
}
