package dev.millrace.standalone.house;

import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.supply.Broker;
import dev.millrace.standalone.supply.Database;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the launcher tells a service; everything else stands in the service's own file. */
public final class ServiceProperties {

    private final Place place;
    private final Broker broker;
    private final Database database;

    public ServiceProperties(Place place, Broker broker, Database database) {
        this.place = place;
        this.broker = broker;
        this.database = database;
    }

    /**
     * For a service other than the gateway.
     *
     * @param port where it listens on the loopback address; 0 for any free one
     * @param ordinal its number among the instances of its service
     */
    public Map<String, String> of(ServiceHome home, int port, int ordinal) {
        var properties = new LinkedHashMap<String, String>();
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", Integer.toString(port));
        properties.put("millrace.kafka", broker.bootstrapServers());
        broker.partitions().ifPresent(number -> properties.put("millrace.partitions", "" + number));
        properties.put("millrace.data", place.folder().toString());
        properties.put("millrace.instance.ordinal", Integer.toString(ordinal));
        properties.putAll(database.properties(home.schema()));
        // Six pools share one small server.
        properties.put("spring.datasource.hikari.maximum-pool-size", "6");
        properties.put("spring.datasource.hikari.minimum-idle", "1");
        // The whole stop is to take less than twenty seconds.
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "5s");
        properties.put("spring.main.banner-mode", "off");
        return properties;
    }

    /** The gateway also knows the others and the bootstrap key. */
    public Map<String, String> gateway(
            String host, int port, int ordinal, String adminKey, Map<String, String> services) {
        var properties = of(ServiceHome.GATEWAY, port, ordinal);
        properties.put("server.address", host);
        properties.put("millrace.admin-key", adminKey);
        services.forEach((id, url) -> properties.put("millrace.services." + id + ".url", url));
        return properties;
    }
}
