package dev.millrace.boot;

import dev.millrace.events.AuditRecorded;
import dev.millrace.events.Owner;
import dev.millrace.events.topic.Topics;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the tests ask of {@link TestService}. */
@RestController
final class Things {

    record Told(String user, boolean virtual) {}

    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final TestService.Gate gate;
    private final TestService.Events events;

    Things(
            Outbox outbox,
            TransactionTemplate transaction,
            TestService.Gate gate,
            TestService.Events events) {
        this.outbox = outbox;
        this.transaction = transaction;
        this.gate = gate;
        this.events = events;
    }

    @GetMapping("/who")
    Told who(HttpServletRequest request) {
        return new Told(Caller.of(request).user(), Thread.currentThread().isVirtual());
    }

    @GetMapping("/slow")
    String slow() throws InterruptedException {
        gate.entered.countDown();
        gate.open.await();
        events.add("slow answered");
        return "done";
    }

    @GetMapping("/broken")
    @SuppressWarnings("DoNotCallSuggester") // Spring calls it, to see what a failure shows
    String broken() {
        throw new IllegalStateException("the secret is 42");
    }

    @PostMapping("/body")
    Map<String, Object> body(@RequestBody Map<String, Object> body) {
        return body;
    }

    @PostMapping("/announce/{id}")
    String announce(@PathVariable String id, @RequestParam boolean commit) {
        transaction.executeWithoutResult(
                status -> {
                    outbox.add(Topics.AUDITS, id, audit(id));
                    if (!commit) {
                        status.setRollbackOnly();
                    }
                });
        return id;
    }

    static AuditRecorded audit(String id) {
        return AuditRecorded.newBuilder()
                .setAuditId(id)
                .setOwner(new Owner("default", "default", "default"))
                .setActor("test")
                .setAction("announce")
                .setSubject(List.of("nothing").getFirst())
                .setBefore(ByteBuffer.allocate(0))
                .setAfter(ByteBuffer.allocate(0))
                .setRecordedAt(Instant.EPOCH)
                .build();
    }
}
