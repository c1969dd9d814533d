package dev.millrace.standalone.house;

import dev.millrace.gateway.GatewayApplication;
import dev.millrace.postprocess.PostprocessApplication;
import dev.millrace.provider.ProviderApplication;
import dev.millrace.rag.RagApplication;
import dev.millrace.router.RouterApplication;
import dev.millrace.telemetry.TelemetryApplication;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * One of the six services.
 *
 * @param id its name: configuration file, token audience, consumer groups, module
 * @param schema its database schema and role
 * @param application its main class
 * @param builder its application, named
 */
public record ServiceHome(
        String id,
        String schema,
        Class<?> application,
        Supplier<SpringApplicationBuilder> builder) {

    public static final ServiceHome GATEWAY =
            new ServiceHome(
                    "api-gateway",
                    "gateway",
                    GatewayApplication.class,
                    GatewayApplication::builder);

    /** All but the gateway, which must know the addresses of these. */
    public static final List<ServiceHome> STAGES =
            List.of(
                    new ServiceHome(
                            "provider-service",
                            "provider",
                            ProviderApplication.class,
                            ProviderApplication::builder),
                    new ServiceHome(
                            "router-service",
                            "router",
                            RouterApplication.class,
                            RouterApplication::builder),
                    new ServiceHome(
                            "rag-service", "rag", RagApplication.class, RagApplication::builder),
                    new ServiceHome(
                            "postprocess-service",
                            "postprocess",
                            PostprocessApplication.class,
                            PostprocessApplication::builder),
                    new ServiceHome(
                            "telemetry-service",
                            "telemetry",
                            TelemetryApplication.class,
                            TelemetryApplication::builder));
}
