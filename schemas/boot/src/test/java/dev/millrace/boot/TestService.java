package dev.millrace.boot;

import dev.millrace.store.outbox.Outbox;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A service with nothing of its own but what the tests ask. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(MillraceService.class)
public class TestService {

    /** What happened in which order. */
    static final class Events extends CopyOnWriteArrayList<String> {}

    /** Lets a test hold a request up. */
    static final class Gate {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
    }

    @Bean
    Events events() {
        return new Events();
    }

    @Bean
    Gate gate() {
        return new Gate();
    }

    @Bean
    RecordedPart work(Events events) {
        return new RecordedPart("work", events);
    }

    @Bean
    RecordedPart.View view(Events events) {
        return new RecordedPart.View("view", events);
    }

    @Bean
    Things things(
            Outbox outbox, PlatformTransactionManager transactions, Gate gate, Events events) {
        return new Things(outbox, new TransactionTemplate(transactions), gate, events);
    }
}
