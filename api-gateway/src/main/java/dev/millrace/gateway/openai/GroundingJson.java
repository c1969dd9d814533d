package dev.millrace.gateway.openai;

import dev.millrace.events.Citation;
import dev.millrace.events.Grounded;
import dev.millrace.events.content.Content;
import dev.millrace.gateway.json.JsonText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;

/** What an answer stands on, as its caller sees it. */
final class GroundingJson {

    private GroundingJson() {}

    static void write(JsonText json, Grounded grounded) {
        json.ascii("{\"knowledge_base\":").string(grounded.getKnowledgeBase());
        json.ascii(",\"passages\":").number(grounded.getPassages());
        json.ascii(",\"found\":").ascii(Boolean.toString(grounded.getPassages() > 0));
        json.ascii(",\"citations\":[");
        String comma = "";
        for (Citation citation : grounded.getCitations()) {
            json.ascii(comma);
            one(json, citation);
            comma = ",";
        }
        json.ascii("]}");
    }

    private static void one(JsonText json, Citation citation) {
        json.ascii("{\"mark\":").number(citation.getMark());
        json.ascii(",\"document_id\":").string(citation.getDocumentId());
        json.ascii(",\"document\":").string(text(citation.getDocumentName()));
        json.ascii(",\"heading\":").string(text(citation.getHeading()));
        json.ascii(",\"start\":").number(citation.getStart());
        json.ascii(",\"end\":").number(citation.getEnd());
        json.ascii(",\"score\":").ascii(score(citation.getScore())).ascii("}");
    }

    /** Null when it may no longer be read. */
    private static @org.jspecify.annotations.Nullable String text(ByteBuffer content) {
        return Content.openText(content).orElse(null);
    }

    /** JSON knows no infinity. */
    private static String score(double score) {
        return Double.isFinite(score) ? BigDecimal.valueOf(score).toPlainString() : "null";
    }
}
