package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.chat.ChatProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deployment of a model group takes no more calls at a time than its group allows. */
@Timeout(30)
class DeploymentLimitTest extends ExecutionListenerSetup {

    private final CountDownLatch go = new CountDownLatch(1);

    private final ChatProvider slow =
            (call, _, _) -> {
                go.await();
                return new Answer(
                        call.model(),
                        "[]".getBytes(StandardCharsets.UTF_8),
                        List.of("stop"),
                        new Usage(1L, 1L, 0L, 0L, 0L, false),
                        null,
                        null,
                        List.of());
            };

    private static ExecutionReady ready(String id) {
        return new Ready(id).deployment("first", "a", 1).deployment("second", "b", null).make();
    }

    @Test
    void whoFindsItFullIsSentToTheNextDeployment() throws Exception {
        first.then(slow);
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> holder =
                    requests.submit(
                            () -> {
                                handle(ready("r-1"));
                                return true;
                            });
            await().until(() -> first.calls.size() == 1);
            handle(ready("r-2"));
            assertThat(log.all(OutcomeReached.class))
                    .singleElement()
                    .satisfies(
                            outcome ->
                                    assertThat(outcome.getCompletion().orElseThrow().getProvider())
                                            .isEqualTo("second"));
            go.countDown();
            assertThat(holder.get()).isTrue();
            handle(ready("r-3"));
        }
        assertThat(first.calls).hasSize(2);
        assertThat(second.calls).hasSize(1);
    }
}
