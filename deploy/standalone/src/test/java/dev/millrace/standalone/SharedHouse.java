package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.embedded.FreePort;
import dev.millrace.standalone.clients.ScriptedUpstream;
import dev.millrace.standalone.house.House;
import dev.millrace.standalone.place.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole product in this JVM, started by the first test that asks and ended with the JVM. */
public final class SharedHouse {

    public static final String ADMIN_KEY = "sk-millrace-test-0123456789abcdef0123456789";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final String url;
    private final House house;
    private final ScriptedUpstream upstream;

    private SharedHouse(Path folder, String url, House house, ScriptedUpstream upstream) {
        this.folder = folder;
        this.url = url;
        this.house = house;
        this.upstream = upstream;
    }

    public static SharedHouse get() {
        return Holder.HOUSE;
    }

    public House house() {
        return house;
    }

    public Path folder() {
        return folder;
    }

    public String url() {
        return url;
    }

    /** The provider beside the simulator. */
    public ScriptedUpstream upstream() {
        return upstream;
    }

    public HttpResponse<String> get(String path, String key) throws Exception {
        return http.send(request(path, key).GET().build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, String key, String body) throws Exception {
        return http.send(
                request(path, key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    public HttpResponse<String> delete(String path, String key) throws Exception {
        return http.send(request(path, key).DELETE().build(), BodyHandlers.ofString());
    }

    /** Sends anything; {@code body} may be empty. */
    public HttpResponse<String> send(
            String method, String path, String key, Map<String, String> headers, String body)
            throws Exception {
        var request =
                request(path, key)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** A new key of somebody, as the API shows it once. */
    public JsonNode newKey(String tenant, String user, boolean admin) {
        try {
            var made =
                    post(
                            "/api/v1/keys",
                            ADMIN_KEY,
                            """
                            {"name": "of a test", "tenant": "%s", "user": "%s", "scopes": [%s]}"""
                                    .formatted(tenant, user, admin ? "\"admin\"" : ""));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            return JSON.readTree(made.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key);
    }

    private static SharedHouse start() {
        try {
            System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
            var upstream = ScriptedUpstream.start();
            System.setProperty("OPENAI_BASE_URL", upstream.url() + "/v1");
            System.setProperty("OPENAI_API_KEY", ScriptedUpstream.CREDENTIAL);
            // What one test lets fail is no reason to leave the model alone in another.
            System.setProperty("millrace.provider.breaker.calls", "1000");
            var folder = Files.createTempDirectory("millrace-house");
            var options =
                    new UpOptions(
                            "127.0.0.1",
                            FreePort.any(),
                            folder,
                            Map.of("MILLRACE_ADMIN_KEY", ADMIN_KEY));
            var running = new Running();
            var place = running.open(() -> Place.take(folder));
            running.onSignal();
            var progress =
                    new Progress(
                            System.err,
                            new PrintStream(
                                    OutputStream.nullOutputStream(),
                                    false,
                                    StandardCharsets.UTF_8));
            var house = new Up(options, place, progress, running).oneJvm();
            return new SharedHouse(folder, options.url(), house, upstream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Holder {
        private static final SharedHouse HOUSE = start();
    }
}
