package dev.millrace.web.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The one client for addresses that a user can influence (webhooks, media, discovery). It speaks
 * http and https, follows no redirect, keeps no cookies, limits time and size, and reaches public
 * addresses only: a name is resolved once and that very address is connected to. Thread-safe.
 */
public final class Outbound implements AutoCloseable {

    /**
     * What a call may cost.
     *
     * @param connect until the connection stands
     * @param total from the call to the last byte of the answer
     * @param bytes the largest answer taken
     */
    public record Limits(Duration connect, Duration total, int bytes) {

        /** 5 s to connect, 30 s in all, 10 MiB. */
        public static Limits usual() {
            return new Limits(Duration.ofSeconds(5), Duration.ofSeconds(30), 10 * 1024 * 1024);
        }
    }

    /** Framing and routing are the client's business. */
    private static final Set<String> OWN_HEADERS =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "expect",
                    "upgrade");

    private final Limits limits;
    private final Set<Origin> exempt;
    private final CloseableHttpClient guarded;
    private final CloseableHttpClient free;

    /**
     * A client.
     *
     * @param exempt addresses an operator has configured; scheme, host and port of each may lie
     *     anywhere
     */
    public Outbound(Limits limits, Collection<URI> exempt) {
        this(limits, exempt, InetAddress::getAllByName, PublicAddress::is);
    }

    Outbound(
            Limits limits,
            Collection<URI> exempt,
            GuardedResolver.Lookup lookup,
            Predicate<InetAddress> allowed) {
        this.limits = limits;
        this.exempt = origins(exempt);
        this.guarded = client(limits, new GuardedResolver(lookup, allowed));
        this.free = client(limits, new GuardedResolver(lookup, address -> true));
    }

    /**
     * Makes one call; nothing is repeated.
     *
     * @throws OutboundRefused when a rule forbids it: its message may be shown to whoever wrote the
     *     address
     * @throws IOException when the network does
     */
    public OutboundResponse send(
            String method, URI address, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        Origin origin = Origin.of(address);
        HttpUriRequestBase request = new HttpUriRequestBase(method, address);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))
                    || !plain(header.getKey())
                    || !plain(header.getValue())) {
                throw new OutboundRefused("a header may not be set so");
            }
            request.addHeader(header.getKey(), header.getValue());
        }
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        Thread watch = Thread.ofVirtual().start(() -> cancelLater(request));
        try {
            CloseableHttpClient client = exempt.contains(origin) ? free : guarded;
            return client.execute(request, this::read);
        } catch (GuardedResolver.NotAllowed e) {
            throw new OutboundRefused("the address does not lie on the public Internet");
        } catch (IOException e) {
            if (request.isCancelled()) {
                throw new InterruptedIOException("no complete answer in " + limits.total());
            }
            throw e;
        } finally {
            watch.interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        guarded.close();
        free.close();
    }

    private void cancelLater(HttpUriRequestBase request) {
        try {
            Thread.sleep(limits.total());
            request.cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The call has ended.
        }
    }

    private OutboundResponse read(ClassicHttpResponse response) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(
                            header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.getValue());
        }
        return new OutboundResponse(response.getCode(), headers, body(response));
    }

    private byte[] body(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return new byte[0];
        }
        InputStream content = response.getEntity().getContent();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            body.write(buffer, 0, read);
            if (body.size() > limits.bytes()) {
                // Closing the response would read the rest: break the connection instead.
                response.close();
                throw new OutboundRefused("the answer is larger than " + limits.bytes() + " bytes");
            }
        }
        return body.toByteArray();
    }

    private static boolean plain(String text) {
        return text.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static Set<Origin> origins(Collection<URI> addresses) {
        Set<Origin> origins = new HashSet<>();
        for (URI address : addresses) {
            try {
                origins.add(Origin.of(address));
            } catch (OutboundRefused e) {
                throw new IllegalArgumentException(address + ": " + e.getMessage(), e);
            }
        }
        return Set.copyOf(origins);
    }

    private static CloseableHttpClient client(Limits limits, GuardedResolver resolver) {
        Timeout total = Timeout.of(limits.total());
        ConnectionConfig connection =
                ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(limits.connect()))
                        .setSocketTimeout(total)
                        .build();
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setDnsResolver(resolver)
                                .setDefaultConnectionConfig(connection)
                                .setMaxConnTotal(200)
                                .setMaxConnPerRoute(20)
                                .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(total)
                                .setResponseTimeout(total)
                                .setHardCancellationEnabled(true)
                                .setProtocolUpgradeEnabled(false)
                                .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }
}
