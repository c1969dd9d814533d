package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.postprocess.run.RunRepository.Single;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

class ArrivalsTest {

    private final List<List<Single>> written = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whatArrivesWhileBothWritersAreBusyIsWrittenTogether() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Arrivals arrivals =
                new Arrivals(
                        together -> {
                            written.add(together);
                            await(open);
                        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 1; writer <= 2; writer++) {
                done.add(callers.submit(() -> arrivals.add(single("early"))));
                int begun = writer;
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> written.size() == begun);
            }
            CountDownLatch waiting = new CountDownLatch(50);
            for (int i = 0; i < 50; i++) {
                done.add(
                        callers.submit(
                                () -> {
                                    waiting.countDown();
                                    arrivals.add(single("late"));
                                }));
            }
            await(waiting);
            assertThat(done).noneMatch(Future::isDone);
            open.countDown();
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(written.stream().mapToInt(List::size).sum()).isEqualTo(52);
        assertThat(written).hasSizeLessThan(52);
    }

    @Test
    void oneThatTheDatabaseRefusesFailsAlone() throws Exception {
        List<Throwable> failures =
                addTogether(
                        together -> {
                            if (together.stream().anyMatch(ArrivalsTest::isBad)) {
                                throw new DataIntegrityViolationException("refused");
                            }
                            written.add(together);
                        },
                        "good",
                        "bad",
                        "good",
                        "good");
        assertThat(failures).singleElement().isInstanceOf(DataIntegrityViolationException.class);
        assertThat(written.stream().mapToInt(List::size).sum()).isEqualTo(3);
    }

    @Test
    void aDatabaseThatIsAwayFailsAllAtOnceAndIsNotAskedForEach() throws Exception {
        List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures =
                addTogether(
                        together -> {
                            asked.add(together.size());
                            throw new DataAccessResourceFailureException("away");
                        },
                        "a",
                        "b",
                        "c",
                        "d");
        assertThat(failures).hasSize(4);
        // Nobody is asked for twice.
        assertThat(asked.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
    }

    @Test
    void aFailureIsThrownAsItIs() {
        Arrivals arrivals =
                new Arrivals(
                        _ -> {
                            throw new DataIntegrityViolationException("refused");
                        });
        assertThatThrownBy(() -> arrivals.add(single("bad")))
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    /** Adds them while both writers are held, so that they lie side by side. */
    private List<Throwable> addTogether(Consumer<List<Single>> insert, String... kinds)
            throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(2);
        Arrivals arrivals =
                new Arrivals(
                        together -> {
                            if (together.stream().anyMatch(ArrivalsTest::isHolder)) {
                                held.countDown();
                                await(open);
                            } else {
                                insert.accept(together);
                            }
                        });
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = callers.submit(() -> arrivals.add(single("holder")));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> held.getCount() == 1);
            Future<?> second = callers.submit(() -> arrivals.add(single("holder")));
            await(held);
            List<Future<?>> done = new ArrayList<>();
            for (String kind : kinds) {
                done.add(callers.submit(() -> arrivals.add(single(kind))));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> arrivals.waiting() == kinds.length);
            open.countDown();
            first.get();
            second.get();
            for (Future<?> each : done) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    failures.add(Objects.requireNonNull(e.getCause()));
                }
            }
        }
        return failures;
    }

    private static Single single(String kind) {
        return new Single(new MapSqlParameterSource("kind", kind), 1);
    }

    private static boolean isBad(Single single) {
        return "bad".equals(single.values().getValue("kind"));
    }

    private static boolean isHolder(Single single) {
        return "holder".equals(single.values().getValue("kind"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
