package dev.millrace.standalone;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Map;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Names the service a log line comes from, by its logger's package: all share one file. */
public class ServiceOfLogger extends AbstractJsonProvider<ILoggingEvent> {

    private static final String OURS = "dev.millrace.";
    private static final Map<String, String> SERVICES =
            Map.of(
                    "gateway", "api-gateway",
                    "router", "router-service",
                    "provider", "provider-service",
                    "rag", "rag-service",
                    "postprocess", "postprocess-service",
                    "telemetry", "telemetry-service");

    @Override
    public void writeTo(JsonGenerator generator, ILoggingEvent event) {
        var service = service(event.getLoggerName());
        if (service != null) {
            generator.writeStringProperty("service", service);
        }
    }

    static @Nullable String service(String logger) {
        if (!logger.startsWith(OURS)) {
            return null;
        }
        var end = logger.indexOf('.', OURS.length());
        return end < 0 ? null : SERVICES.get(logger.substring(OURS.length(), end));
    }
}
