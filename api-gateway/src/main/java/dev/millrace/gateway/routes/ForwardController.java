package dev.millrace.gateway.routes;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.RequestId;
import dev.millrace.web.token.Caller;
import dev.millrace.web.token.WithoutIdentity;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands requests on to the services that own their paths, and their answers back as they come. Why
 * this is not Spring Cloud Gateway stands in docs/decisions/0007-forwarding.md.
 */
@RestController
final class ForwardController {

    /** Headers that hold for one connection only (RFC 9110, 7.6.1), or that the client makes. */
    private static final Set<String> HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "host",
                    "content-length",
                    "expect",
                    RequestId.HEADER);

    /** From a body's end until a service's headers are there; what follows may take its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Bytes a second: whoever sends a body may be as slow as this. */
    private static final long SLOWEST = 64 * 1024;

    /** A body that does not say how long it is. */
    private static final Duration UNSAID = Duration.ofMinutes(15);

    private static final int CHUNK = 16 * 1024;

    private final Upstreams upstreams;

    ForwardController(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @RequestMapping({
        "/api/v1/routing/**",
        "/api/v1/llm/prompts/**",
        "/api/v1/experiments/**",
        "/api/v1/llm/providers/**",
        "/api/v1/llm/models/**",
        "/api/v1/llm/health/**",
        "/api/v1/llm/cache/**",
        "/api/v1/kb/**",
        "/v1/files/**",
        "/v1/batches/**",
        "/api/v1/postprocess/**",
        "/api/v1/annotation/**",
        "/api/v1/replays/**",
        "/label-studio/**",
        "/api/v1/analytics/**",
        "/api/v1/audit/**",
        "/api/v1/alerts/**"
    })
    void forward(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        String service =
                Routes.service(path).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
        HttpRequest.Builder onward =
                upstreams.request(
                        service,
                        Caller.of(request),
                        request.getMethod(),
                        path,
                        request.getQueryString(),
                        body(request));
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!WithoutIdentity.claims(name) && !hop(name)) {
                Collections.list(request.getHeaders(name)).forEach(v -> onward.header(name, v));
            }
        }
        onward.header(RequestId.HEADER, RequestId.of(request)).timeout(patience(request));
        answer(upstreams.send(onward.build(), BodyHandlers.ofInputStream()), response);
    }

    /** The client's patience begins before the body goes on: a slow upload must not end in it. */
    private static Duration patience(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length < 0) {
            return request.getHeader("transfer-encoding") == null ? PATIENCE : UNSAID;
        }
        return PATIENCE.plusSeconds(length / SLOWEST);
    }

    private static HttpRequest.BodyPublisher body(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length == 0 || (length < 0 && request.getHeader("transfer-encoding") == null)) {
            return BodyPublishers.noBody();
        }
        InputStream body = request.getInputStream();
        HttpRequest.BodyPublisher publisher = BodyPublishers.ofInputStream(() -> body);
        return length < 0 ? publisher : BodyPublishers.fromPublisher(publisher, length);
    }

    private static void answer(HttpResponse<InputStream> answer, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.statusCode());
        answer.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            if (!hop(name) && !name.startsWith(":")) {
                                values.forEach(v -> response.addHeader(name, v));
                            }
                        });
        answer.headers()
                .firstValueAsLong("content-length")
                .ifPresent(response::setContentLengthLong);
        try (InputStream body = answer.body()) {
            ServletOutputStream out = response.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
                out.write(chunk, 0, n);
                // Streams must not wait in a buffer; a body that is all there is not cut up.
                if (body.available() == 0) {
                    out.flush();
                }
            }
        }
    }

    private static boolean hop(String name) {
        return HOP.contains(name.toLowerCase(Locale.ROOT));
    }
}
