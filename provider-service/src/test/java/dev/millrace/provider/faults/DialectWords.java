package dev.millrace.provider.faults;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.compatible.Compatible;
import dev.millrace.provider.deepseek.DeepSeek;
import dev.millrace.provider.hunyuan.Hunyuan;
import dev.millrace.provider.llamacpp.LlamaCpp;
import dev.millrace.provider.qianfan.Qianfan;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.vllm.Vllm;
import dev.millrace.provider.zhipu.Zhipu;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Those who speak OpenAI's chat completions: what they say in good days is alike, what they say in
 * bad ones is each one's own, as far as it is known.
 */
class DialectWords extends OpenAiWords {

    private static final String PAUSE = "retry-after: 7";

    private final String name;
    private final BiFunction<Endpoint, UpstreamClient, Provider> adapter;
    private final Reply rateLimited;
    private final Reply overloaded;
    private final String overloadEvent;

    private DialectWords(
            String name,
            BiFunction<Endpoint, UpstreamClient, Provider> adapter,
            Reply rateLimited,
            Reply overloaded,
            String overloadEvent) {
        this.name = name;
        this.adapter = adapter;
        this.rateLimited = rateLimited;
        this.overloaded = overloaded;
        this.overloadEvent = overloadEvent;
    }

    static VendorWords qwen() {
        return new DialectWords(
                "qwen",
                Qwen::provider,
                refusal(429, "'code':'limit_burst_rate','type':'limit_burst_rate'"),
                Reply.error(503, error("'code':'ServiceUnavailable','message':'system capacity'")),
                error("'code':'ServiceUnavailable','message':'system capacity'"));
    }

    /** Failures within a stream are told as the reason why it ended. */
    static VendorWords zhipu() {
        return new Reasoned(
                "zhipu",
                (endpoint, client) -> Zhipu.provider(endpoint, client, List.of()),
                refusal(429, "'code':'1302','message':'slow'"),
                Reply.error(429, error("'code':'1305','message':'busy'")),
                "network_error");
    }

    static VendorWords qianfan() {
        return new DialectWords(
                "qianfan",
                Qianfan::provider,
                Reply.error(
                        429,
                        error("'code':'rpm_rate_limit_exceeded','type':'rate_limit'"),
                        PAUSE,
                        "x-ratelimit-limit-requests: 60",
                        "x-ratelimit-remaining-requests: 0"),
                Reply.error(503, error("'code':'unavailable','message':'busy'")),
                error("'code':'unavailable','message':'busy'"));
    }

    /** Its codes are not known: the status has to do. */
    static VendorWords hunyuan() {
        return new DialectWords(
                "hunyuan",
                Hunyuan::provider,
                refusal(429, "'code':'','message':'slow'"),
                Reply.error(503, error("'code':'','message':'busy'")),
                error("'code':'','message':'busy'"));
    }

    /** Under load it says nothing for a while: blank lines and comments. */
    static VendorWords deepSeek() {
        return new Reasoned(
                "deepseek",
                DeepSeek::provider,
                refusal(429, "'code':'rate_limit','type':'rate_limit_error'"),
                Reply.error(503, error("'code':'service_unavailable','message':'busy'")),
                "insufficient_system_resource") {

            @Override
            public String plain(String text, boolean usage) {
                return "\n\n" + super.plain(text, usage);
            }

            @Override
            public String parts(boolean usage, String... parts) {
                return ": keep-alive\n\n" + super.parts(usage, parts);
            }
        };
    }

    /** It has no rates; a proxy before it may. */
    static VendorWords llamaCpp() {
        String loading = error("'code':503,'message':'Loading model','type':'unavailable_error'");
        return new DialectWords(
                "llamacpp",
                LlamaCpp::provider,
                refusal(429, "'code':429,'message':'slow'"),
                Reply.error(503, loading),
                loading);
    }

    /** Older servers tell their errors at the top level. */
    static VendorWords vllm() {
        return new DialectWords(
                "vllm",
                Vllm::provider,
                Reply.error(429, json("{'object':'error','message':'slow','code':429}"), PAUSE),
                Reply.error(503, json("{'object':'error','message':'busy','code':503}")),
                error("'code':503,'message':'busy','type':'ServiceUnavailableError'"));
    }

    /** An error is a string, no choice has a place, and choices may be nothing at all. */
    static VendorWords compatible() {
        return new DialectWords(
                "compatible",
                Compatible::provider,
                Reply.error(429, json("{'error':'slow'}"), PAUSE),
                Reply.of(503, "text/plain", "busy"),
                json("{'error':'busy'}")) {

            @Override
            public String plain(String text, boolean usage) {
                return super.plain(text, usage).replace("\"index\":0,", "");
            }

            @Override
            public String parts(boolean usage, String... parts) {
                return super.parts(usage, parts).replace("\"index\":0,", "");
            }

            @Override
            public String empty() {
                return super.empty().replace("[]", "null");
            }

            @Override
            public String emptyStream() {
                return super.emptyStream().replace("[]", "null");
            }
        };
    }

    /** A failure within a stream is the reason why its choice ended. */
    private static class Reasoned extends DialectWords {

        Reasoned(
                String name,
                BiFunction<Endpoint, UpstreamClient, Provider> adapter,
                Reply rateLimited,
                Reply overloaded,
                String reason) {
            super(
                    name,
                    adapter,
                    rateLimited,
                    overloaded,
                    json("{'choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}"));
        }

        @Override
        public boolean isOverload(ProviderFailure failure) {
            return failure instanceof ProviderFailure.ServerError(int status, _) && status == 503;
        }
    }

    private static Reply refusal(int status, String members) {
        return Reply.error(status, error(members), PAUSE);
    }

    private static String error(String members) {
        return json("{'error':{" + members + "}}");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Provider provider(String url, UpstreamClient client) {
        return adapter.apply(new Endpoint("p", url, "k"), client);
    }

    @Override
    public String overloadEvent() {
        return event(overloadEvent);
    }

    @Override
    public Reply rateLimited() {
        return rateLimited;
    }

    @Override
    public Reply overloaded() {
        return overloaded;
    }
}
