package dev.millrace.events.topic;

/**
 * Who reads and writes the log. {@link #id()} is the service's name in configuration, groups, roles
 * and tokens.
 */
public enum Service {
    API_GATEWAY("api-gateway"),
    ROUTER("router-service"),
    PROVIDER("provider-service"),
    RAG("rag-service"),
    POSTPROCESS("postprocess-service"),
    TELEMETRY("telemetry-service"),
    /** People with the command line. */
    OPERATOR("operator");

    private final String id;

    Service(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
