package dev.millrace.standalone.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RevivedTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<FakeServer> made = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    private static final class FakeServer implements AutoCloseable {

        private final Consumer<String> died;
        private volatile boolean closed;

        FakeServer(Consumer<String> died) {
            this.died = died;
        }

        @Override
        public void close() {
            closed = true;
            throw new IllegalStateException("a dead server may not close well");
        }
    }

    private FakeServer start(Consumer<String> died) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the disk is still full");
        }
        var server = new FakeServer(died);
        made.add(server);
        return server;
    }

    @Test
    void startsADeadServerAgainAsOftenAsItTakes() {
        var told = new CopyOnWriteArrayList<FakeServer>();
        try (var revived = new Revived<>("it", this::start, told::add)) {
            failures.set(2);
            made.getFirst().died.accept("full disk");

            await().atMost(SOON).until(() -> made.size() == 2);
            await().atMost(SOON).until(() -> revived.get() == made.get(1));
            assertThat(made.getFirst().closed).isTrue();
            assertThat(told).containsExactlyElementsOf(made);
        }
        assertThat(made.get(1).closed).isTrue();
    }

    @Test
    void leavesTheFirstFailureToTheCaller() {
        failures.set(1);

        assertThatThrownBy(() -> new Revived<>("it", this::start, server -> {}))
                .hasMessage("the disk is still full");
    }

    @Test
    void startsNothingAfterItsClose() {
        var revived = new Revived<>("it", this::start, server -> {});
        revived.close();
        made.getFirst().died.accept("killed");

        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> made.size() == 1);
    }
}
