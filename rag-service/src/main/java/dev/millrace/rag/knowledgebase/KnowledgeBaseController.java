package dev.millrace.rag.knowledgebase;

import dev.millrace.web.page.Page;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** `GET /api/v1/kb`: the caller's knowledge bases. */
@RestController
final class KnowledgeBaseController {

    /** A knowledge base as it is listed. */
    record KnowledgeBase(String id, String name) {}

    /** There is no way to make one yet, so nobody has any. */
    @GetMapping("/api/v1/kb")
    Page<KnowledgeBase> list() {
        return Page.of(List.of(), 0, KnowledgeBase::id);
    }
}
