package dev.millrace.standalone.apply;

import dev.millrace.standalone.Refusal;
import dev.millrace.standalone.product.Product;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole list, read page by page.
 *
 * @param items by id
 * @param tag the `ETag` of the first page; empty for none
 */
record Pages(Map<String, ObjectNode> items, String tag) {

    /**
     * Reads.
     *
     * @param path with a query
     * @throws Refusal when the list changes while it is read
     */
    static Pages read(Product product, String path) {
        Map<String, ObjectNode> items = new LinkedHashMap<>();
        String tag = null;
        String after = "";
        while (true) {
            Product.Answer page = product.done("GET", path + after, null, Map.<String, String>of());
            if (tag != null && !tag.equals(page.tag())) {
                throw new Refusal("Somebody else changes the same things: run it again");
            }
            tag = page.tag();
            for (JsonNode item : page.body().path("data")) {
                if (item instanceof ObjectNode object) {
                    items.put(item.path("id").asString(""), object);
                }
            }
            String last = page.body().path("last_id").asString("");
            if (!page.body().path("has_more").asBoolean(false) || last.isEmpty()) {
                return new Pages(items, tag);
            }
            after = "&after=" + URLEncoder.encode(last, StandardCharsets.UTF_8);
        }
    }
}
