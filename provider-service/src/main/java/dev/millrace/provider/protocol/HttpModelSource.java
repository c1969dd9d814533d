package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A vendor's list of models over HTTP. */
public final class HttpModelSource implements ModelSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_NAME = 200;

    private final Upstream upstream;
    private final Refusals refusals;
    private final String path;
    private final String list;
    private final Function<JsonNode, String> name;

    /**
     * @param path after the address of the endpoint
     * @param list the member of the answer that is the list
     * @param name of an item; empty for one that is of no use
     */
    public HttpModelSource(
            Upstream upstream,
            Refusals refusals,
            String path,
            String list,
            Function<JsonNode, String> name) {
        this.upstream = upstream;
        this.refusals = refusals;
        this.path = path;
        this.list = list;
        this.name = name;
    }

    @Override
    public List<String> models() throws ProviderException, InterruptedException {
        try {
            return read();
        } catch (ProviderException e) {
            throw upstream.redacted(e);
        }
    }

    private List<String> read() throws ProviderException, InterruptedException {
        try (Exchange exchange = upstream.get(path, TIMEOUT)) {
            Head head = exchange.response(TIMEOUT);
            if (head.status() != 200) {
                throw new ProviderException(refusals.of(head, exchange.explanation()));
            }
            JsonNode items = Json.object(exchange.all(), "not a JSON object").path(list);
            if (!items.isArray()) {
                throw new ProviderException(new ProviderFailure.InvalidAnswer("no " + list));
            }
            List<String> names = new ArrayList<>();
            for (JsonNode item : items) {
                String named = name.apply(item);
                if (!named.isEmpty() && named.length() <= LONGEST_NAME) {
                    names.add(named);
                }
            }
            return names.stream().distinct().toList();
        }
    }
}
