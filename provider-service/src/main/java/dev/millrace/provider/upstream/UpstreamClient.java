package dev.millrace.provider.upstream;

import dev.millrace.provider.attempt.Cancellation;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls providers over HTTP/1.1 with connections that are kept. It waits on the caller's thread,
 * which is a virtual one: what a provider says wakes the one who waits for it and no other thread.
 * It repeats nothing and follows no redirect by itself, because each call may cost money. How many
 * connections there are is not limited here; the slots of a provider do that. Thread-safe.
 */
public final class UpstreamClient implements AutoCloseable {

    private static final ContentType JSON = ContentType.create("application/json");
    private static final TimeValue LOOK_AFTER = TimeValue.ofSeconds(1);
    private static final TimeValue KEEP = TimeValue.ofSeconds(30);

    private static final RequestConfig REQUESTS =
            RequestConfig.custom()
                    .setProtocolUpgradeEnabled(false)
                    .setResponseTimeout(Timeout.DISABLED)
                    .build();

    private final CloseableHttpClient client;
    private final Watch watch = new Watch();
    private final Clock clock;
    private final Patience patience;
    private final RateListener rates;

    public UpstreamClient(Clock clock, Patience patience) {
        this(clock, patience, RateListener.DEAF);
    }

    /**
     * @param rates hears what vendors tell of their limits
     */
    public UpstreamClient(Clock clock, Patience patience, RateListener rates) {
        this.clock = clock;
        this.patience = patience;
        this.rates = rates;
        Timeout connect = Timeout.of(patience.connect());
        PoolingHttpClientConnectionManager connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                        .setMaxConnPerRoute(Integer.MAX_VALUE)
                        .setDefaultSocketConfig(
                                SocketConfig.custom()
                                        .setSoKeepAlive(true)
                                        .setTcpNoDelay(true)
                                        .build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(connect)
                                        // The watch ends reads: a timer for each would cost more.
                                        .setSocketTimeout(Timeout.DISABLED)
                                        .setValidateAfterInactivity(LOOK_AFTER)
                                        .build())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .build();
        this.client =
                HttpClients.custom()
                        .useSystemProperties()
                        .setConnectionManager(connections)
                        .setUserAgent("millrace")
                        .setDefaultRequestConfig(REQUESTS)
                        .evictIdleConnections(KEEP)
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .build();
    }

    /**
     * Prepares a call; nothing is sent before {@link Exchange#response}.
     *
     * @param body JSON, for methods that have one
     * @param patience with this endpoint
     * @param deadline ends everything
     */
    public Exchange exchange(
            String method,
            URI uri,
            Map<String, String> headers,
            byte @Nullable [] body,
            Patience patience,
            Instant deadline,
            Cancellation cancellation) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        if (!patience.connect().equals(this.patience.connect())) {
            request.setConfig(connectingWithin(patience.connect()));
        }
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, JSON));
        }
        return new Exchange(client, watch, request, clock, patience, deadline, cancellation);
    }

    /** Connections have settings by client and route; a provider's own wish stands in its calls. */
    @SuppressWarnings("deprecation")
    private static RequestConfig connectingWithin(Duration limit) {
        return RequestConfig.copy(REQUESTS).setConnectTimeout(Timeout.of(limit)).build();
    }

    public Patience patience() {
        return patience;
    }

    /** Exchanges that were begun and not closed yet. */
    int underWay() {
        return watch.size();
    }

    RateListener rates() {
        return rates;
    }

    public Clock clock() {
        return clock;
    }

    /** Drops every connection: calls still under way come again elsewhere. */
    @Override
    public void close() {
        watch.close();
        client.close(CloseMode.IMMEDIATE);
    }
}
