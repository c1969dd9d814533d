package dev.millrace.standalone.house;

import static java.util.Objects.requireNonNull;

import dev.millrace.gateway.routes.Upstreams;
import dev.millrace.web.token.Caller;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

/** Looks into a house that runs. */
public final class InTheHouse {

    private InTheHouse() {}

    public static ContextReport report(House house, ServiceHome home) {
        return ContextReport.of(house.context(home));
    }

    /** Every route of every service. */
    public static List<Route> routes(House house) {
        return Stream.concat(ServiceHome.STAGES.stream(), Stream.of(ServiceHome.GATEWAY))
                .flatMap(home -> Route.of(home.id(), house.context(home)).stream())
                .toList();
    }

    /** Asks a service as the gateway does when this caller stands before it. */
    public static HttpResponse<String> ask(
            House house, String service, Caller caller, String method, String address) {
        var upstreams = house.context(ServiceHome.GATEWAY).getBean(Upstreams.class);
        var uri = URI.create(address);
        var request =
                upstreams.request(
                        service,
                        caller,
                        method,
                        requireNonNull(uri.getRawPath()),
                        uri.getRawQuery(),
                        BodyPublishers.noBody());
        return upstreams.send(request.build(), BodyHandlers.ofString());
    }
}
