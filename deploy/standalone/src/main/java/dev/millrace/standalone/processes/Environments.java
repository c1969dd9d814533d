package dev.millrace.standalone.processes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/** What each child may know: its own variables, the vendors' keys for the provider alone. */
final class Environments {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Set<String> EVERYONE =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER");
    private static final List<String> VENDORS =
            List.of(
                    "OPENAI_",
                    "ANTHROPIC_",
                    "GEMINI_",
                    "DASHSCOPE_",
                    "ZHIPU_",
                    "QIANFAN_",
                    "HUNYUAN_",
                    "DEEPSEEK_",
                    "AZURE_OPENAI_",
                    "OLLAMA_",
                    "MILLRACE_MASTER_KEY",
                    "HTTP_PROXY",
                    "HTTPS_PROXY",
                    "NO_PROXY",
                    "http_proxy",
                    "https_proxy",
                    "no_proxy");

    /** Told to a service as one of its properties where it may know it at all. */
    private static final Set<String> SECRETS =
            Set.of("MILLRACE_ADMIN_KEY", "MILLRACE_MASTER_KEY", "MILLRACE_POSTGRES");

    private final Map<String, String> all;

    Environments(Map<String, String> all) {
        this.all = all;
    }

    /** For the broker: nothing of ours. */
    Map<String, String> plain() {
        return only(EVERYONE::contains);
    }

    /** A service's; its properties travel here because everybody sees a command line. */
    Map<String, String> of(String service, Map<String, String> properties) {
        var vendors = service.equals("provider-service");
        var environment =
                only(
                        name ->
                                EVERYONE.contains(name)
                                        || name.startsWith("OTEL_")
                                        || (name.startsWith("MILLRACE_") && !SECRETS.contains(name))
                                        || (vendors
                                                && VENDORS.stream().anyMatch(name::startsWith)));
        environment.put("SPRING_APPLICATION_JSON", JSON.writeValueAsString(properties));
        return environment;
    }

    private Map<String, String> only(Predicate<String> admitted) {
        var some = new HashMap<String, String>();
        all.forEach(
                (name, value) -> {
                    if (admitted.test(name)) {
                        some.put(name, value);
                    }
                });
        return some;
    }
}
