package dev.millrace.gateway.openai;

import dev.millrace.gateway.admission.Admission;
import dev.millrace.gateway.idempotency.Idempotency;
import dev.millrace.gateway.replies.Interactive;
import dev.millrace.gateway.replies.Meters;
import dev.millrace.gateway.replies.Outputs;
import dev.millrace.gateway.replies.Traces;
import dev.millrace.gateway.view.RequestView;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The OpenAI surface. */
@Configuration(proxyBeanMethods = false)
@Import({ChatController.class, ModelController.class, ResultController.class})
public class OpenAiConfiguration {

    @Bean
    Asking asking(
            Admission admission,
            Interactive interactive,
            Idempotency idempotency,
            RequestView view,
            Outputs outputs,
            Meters meters,
            Traces traces,
            Clock clock) {
        return new Asking(
                admission, interactive, idempotency, view, outputs, meters, traces, clock);
    }
}
